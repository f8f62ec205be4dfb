import type { Evaluation, Metrics } from '@slipway/contracts';
import { type EvidenceFacts, evidenceFacts } from './evidence-facts.ts';
import { type Figure, type Figures, figureOf } from './figure-facts.ts';
import { type VerdictFacts, verdictFacts } from './verdict-facts.ts';

/** A slice as criteria read it. `harm` is the change of the log-loss against the champion; not there without one. */
export interface SliceFacts {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
  readonly positives: number;
  readonly status: string;
  readonly metrics: Figures;
  readonly harm?: Figure & { readonly adjustedP: number; readonly significant: boolean };
}

/**
 * The names that a criterion may read.
 * - `eval.<metric>.{value,lower,upper}`: the candidate on the holdout; metrics of a binary task are `auc`, `logLoss`, `brier`,
 *   `accuracy`, `calibrationError`.
 * - `champion.<metric>.…`: the champion on the same rows. Nothing is there while the endpoint has no champion.
 * - `difference.<metric>.…`: candidate − champion, paired on the same rows.
 * - `rows`, `positives`: size of the holdout.
 * - `slices`: a list of slices, e.g. `slices.all(s, s.status != "ok" || s.metrics.auc.value > 0.6)`.
 * - `harmed`: number of slices that are significantly worse than the champion's (Holm-adjusted); not there without a champion.
 * - `serving`, `load`, `robustness`: see {@link EvidenceFacts}.
 * - `verdict`, `nonInferior`, `fairness`, `threshold`: see {@link VerdictFacts}.
 */
export interface CriterionFacts extends EvidenceFacts, VerdictFacts {
  readonly eval: Figures;
  readonly champion: Figures;
  readonly difference: Figures;
  readonly rows: number;
  readonly positives: number;
  readonly slices: readonly SliceFacts[];
  readonly harmed?: number;
}

const figuresOf = (metrics: Metrics): Figures =>
  Object.fromEntries(Object.entries(metrics).map(([name, estimate]) => [name, figureOf(estimate)]));

/** The facts that an evaluation gives. */
export const criterionFacts = (
  evaluation: Pick<
    Evaluation,
    | 'metrics'
    | 'comparison'
    | 'slices'
    | 'rows'
    | 'positives'
    | 'serving'
    | 'load'
    | 'robustness'
    | 'fairness'
    | 'thresholds'
    | 'threshold'
  >,
): CriterionFacts => {
  const { metrics, comparison, slices, rows, positives } = evaluation;
  const compared = Object.entries(comparison?.metrics ?? {});
  const ofChampion = Object.fromEntries(compared.map(([name, { champion }]) => [name, champion]));
  const ofDifference = Object.fromEntries(compared.map(([name, { difference }]) => [name, difference]));
  return {
    ...evidenceFacts(evaluation),
    ...verdictFacts(evaluation),
    eval: figuresOf(metrics),
    champion: figuresOf(ofChampion),
    difference: figuresOf(ofDifference),
    rows,
    positives,
    slices: slices.map(({ harm, metrics: ofSlice, ...slice }) => ({
      ...slice,
      metrics: figuresOf(ofSlice),
      ...(harm === null
        ? {}
        : {
            harm: {
              ...figureOf(harm.difference),
              adjustedP: harm.adjustedP,
              significant: harm.significant,
            },
          }),
    })),
    ...(comparison === null
      ? {}
      : { harmed: slices.filter(({ harm }) => harm?.significant === true).length }),
  };
};
