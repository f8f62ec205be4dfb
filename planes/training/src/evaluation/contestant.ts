import { readFile } from 'node:fs/promises';
import { type Feature, type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import { loadModel } from '@slipway/inference';
import { digestOf } from '@slipway/platform';
import { impossible } from './impossible.ts';
import { LARGEST_VALUE } from './label.ts';
import { ModelThread, type ScoringModel } from './model-thread.ts';

/** A probability may miss [0, 1] by as much as single precision rounds; more means that the score is no probability. */
const ROUNDING = 1e-6;
/** With fewer rows a thread takes longer to start than it saves. */
const THREAD_ROWS = 50_000;

export interface ContestantFile {
  readonly path: string;
  readonly digest: string;
  readonly signature: ModelSignature;
}

/** A model under evaluation, with its scores of all rows. */
export class Contestant {
  readonly role: 'candidate' | 'champion';
  readonly signature: ModelSignature;
  /** Row-major, as many numbers per row as `order` has. */
  readonly scores: Float64Array;
  readonly #order: readonly number[];
  readonly #model: ScoringModel;

  private constructor(role: Contestant['role'], model: ScoringModel, order: readonly number[], rows: number) {
    this.role = role;
    this.signature = model.signature;
    this.scores = new Float64Array(rows * order.length);
    this.#order = order;
    this.#model = model;
  }

  /**
   * Loads a model whose bytes have the digest. It runs on one thread: a tree ensemble adds its trees up in another order
   * with another number of threads, and the last digit of the scores would depend on the machine.
   * Throws DIGEST_MISMATCH, MODEL_INVALID, INVALID_SIGNATURE_FILE.
   */
  static async open(
    role: Contestant['role'],
    { path, digest, signature }: ContestantFile,
    order: readonly number[],
    rows: number,
  ): Promise<Contestant> {
    const bytes = await readFile(path).catch((error: Error) => {
      throw impossible(`the model file of the ${role} cannot be read: ${error.message}`, error);
    });
    const actual = digestOf(bytes);
    if (actual !== digest)
      throw new SlipwayError('DIGEST_MISMATCH', {
        what: `The model file of the ${role}`,
        actual,
        expected: digest,
      });
    const model =
      rows < THREAD_ROWS ? loadModel(bytes, signature, { threads: 1 }) : ModelThread.start(bytes, signature);
    return new Contestant(role, await model, order, rows);
  }

  get features(): readonly Feature[] {
    return this.signature.features;
  }

  /**
   * Scores rows of the holdout, of which the first has index `start`, into `scores`. Throws EVALUATION_IMPOSSIBLE with the
   * row when a row does not fit the signature or the score is no probability.
   */
  async score(rows: readonly Row[], start: number): Promise<void> {
    this.#keep(await this.#run(rows, start), start, this.scores);
  }

  /** All scores of one row scored alone, in the order of the signature. */
  async scoreAlone(row: Row, index: number): Promise<number[]> {
    return (await this.#run([row], index))[0]!;
  }

  /** All scores of rows, in the order of the signature. Throws what the inference code throws. */
  scoreAll(rows: readonly Row[]): Promise<number[][]> {
    return this.#model.score(rows);
  }

  /** What the measures take of all scores of rows, as `scores` has it. Throws EVALUATION_IMPOSSIBLE when a score is no probability. */
  measured(scores: readonly (readonly number[])[]): Float64Array {
    const measured = new Float64Array(scores.length * this.#order.length);
    this.#keep(scores, 0, measured);
    return measured;
  }

  /** Whether scores of one row are what `score` kept for it, within 1e-5 (relative above 1). */
  agrees(scores: readonly number[], index: number): boolean {
    return this.#order.every((column, k) => {
      const kept = this.scores[index * this.#order.length + k]!;
      return Math.abs(scores[column]! - kept) <= 1e-5 * Math.max(1, Math.abs(kept));
    });
  }

  close(): Promise<void> {
    return this.#model.release();
  }

  async #run(rows: readonly Row[], start: number): Promise<number[][]> {
    try {
      return await this.#model.score(rows);
    } catch (error) {
      throw impossible(`the ${this.role} cannot score the holdout: ${whereOf(error, start)}`, error);
    }
  }

  #keep(scores: readonly (readonly number[])[], start: number, kept: Float64Array): void {
    const width = this.#order.length;
    const probability = this.signature.task !== 'regression';
    for (let row = 0; row < scores.length; row++) {
      for (let k = 0; k < width; k++) {
        const score = scores[row]![this.#order[k]!]!;
        if (probability && !(score >= -ROUNDING && score <= 1 + ROUNDING))
          throw impossible(
            `the ${this.role} answers ${score} for row ${start + row}, which is no probability`,
          );
        if (!probability && !(Math.abs(score) <= LARGEST_VALUE))
          throw impossible(
            `the ${this.role} answers ${score} for row ${start + row}, which is beyond ${LARGEST_VALUE}`,
          );
        kept[(start + row) * width + k] = probability ? Math.min(1, Math.max(0, score)) : score;
      }
    }
  }
}

/** The inference code counts rows within its batch; people need the row of the holdout. */
const whereOf = (error: unknown, start: number): string => {
  const { message, field } = SlipwayError.from(error);
  const row = /^rows\[(\d+)\]/.exec(field ?? '')?.[1];
  const text = message.replace(/ in row \d+/, '').replace(/\.$/, '');
  return row === undefined ? text : `row ${start + Number(row)}: ${text}`;
};
