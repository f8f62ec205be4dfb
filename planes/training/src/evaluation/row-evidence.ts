import type { EvaluatedRow, EvaluationPlan, Row } from '@slipway/contracts';
import type { Contestant } from './contestant.ts';
import { decisionAt, disagreementAt } from './decision.ts';
import { Highest } from './highest.ts';
import type { HoldoutWindow } from './holdout.ts';
import type { Measures } from './measures.ts';
import { SampledRows, sampleSize } from './sampled-rows.ts';
import { ValueRanges } from './value-ranges.ts';

/** Rows that a person looks through. */
const SHOWN_ROWS = 20;

/** The loss of every row. */
export interface RowLosses {
  readonly candidate: Float64Array;
  /** Null without a champion. */
  readonly champion: Float64Array | null;
}

export interface RowEvidenceOptions {
  readonly candidate: Contestant;
  readonly champion: Contestant | null;
  readonly measures: Pick<Measures, 'width' | 'losses'>;
  readonly plan: EvaluationPlan;
  readonly rows: number;
  readonly seed: number;
}

/** What is learnt of single rows while the holdout passes by: it is read once, and never held as a whole. */
export class RowEvidence {
  readonly losses: RowLosses;
  readonly sample: SampledRows;
  /** The same rows as the champion takes them; null without a champion. */
  readonly championSample: SampledRows | null;
  readonly ranges: ValueRanges;
  readonly #options: RowEvidenceOptions;
  readonly #columns: readonly string[];
  readonly #worst = new Highest<EvaluatedRow>(SHOWN_ROWS);
  readonly #disagreements = new Highest<EvaluatedRow>(SHOWN_ROWS);

  constructor(options: RowEvidenceOptions) {
    const { candidate, champion, plan, rows, seed } = options;
    this.#options = options;
    this.losses = {
      candidate: new Float64Array(rows),
      champion: champion === null ? null : new Float64Array(rows),
    };
    const size = sampleSize(rows, candidate.features.length);
    this.sample = new SampledRows(candidate.features, rows, seed, size);
    this.championSample = champion && new SampledRows(champion.features, rows, seed, size);
    const features = [...candidate.features, ...(champion?.features ?? [])];
    this.ranges = new ValueRanges(features);
    this.#columns = [
      ...new Set([...features.map(({ name }) => name), ...plan.slices.map(({ column }) => column)]),
    ];
  }

  /** A window that all contestants have scored; `labels` are known up to its end. */
  add(window: HoldoutWindow, labels: Float64Array): void {
    const { candidate, champion, measures } = this.#options;
    this.sample.add(window);
    this.championSample?.add(window);
    this.ranges.add(window);
    const [from, to] = [window.start, window.start + window.rows];
    const part = (values: Float64Array, width: number) => values.subarray(from * width, to * width);
    const lossesOf = ({ scores }: Contestant) =>
      measures.losses(part(labels, 1), part(scores, measures.width));
    this.losses.candidate.set(lossesOf(candidate), from);
    if (champion !== null) this.losses.champion!.set(lossesOf(champion), from);
    for (let row = from; row < to; row++) {
      const describe = () => this.#describe(window, labels, row);
      this.#worst.offer(this.losses.candidate[row]!, describe);
      if (champion === null) continue;
      const difference = disagreementAt(candidate.scores, champion.scores, row, measures.width);
      if (difference > 0) this.#disagreements.offer(difference, describe);
    }
  }

  /** The rows with the largest loss of the candidate, the worst first. */
  worst(): EvaluatedRow[] {
    return this.#worst.items();
  }

  /** The rows where both models differ most, the most different first; null without a champion. */
  disagreements(): EvaluatedRow[] | null {
    return this.#options.champion === null ? null : this.#disagreements.items();
  }

  #describe({ columns, start }: HoldoutWindow, labels: Float64Array, row: number): EvaluatedRow {
    const { candidate, champion, plan } = this.#options;
    const { signature } = candidate;
    const label = labels[row]!;
    const answered = ({ scores }: Contestant, losses: Float64Array) => ({
      ...decisionAt(signature, scores, row, plan.threshold),
      loss: losses[row]!,
    });
    const inputs: Row = {};
    for (const name of this.#columns) {
      const cell = columns.get(name)![row - start]!;
      inputs[name] = Number.isNaN(cell) ? null : cell;
    }
    return {
      row,
      label: signature.task === 'regression' ? label : signature.classes[label]!,
      candidate: answered(candidate, this.losses.candidate),
      champion: champion === null ? null : answered(champion, this.losses.champion!),
      inputs,
    };
  }
}
