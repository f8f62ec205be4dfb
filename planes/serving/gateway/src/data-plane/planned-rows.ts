import type { FixedAnswer, Row } from '@slipway/contracts';
import type { Tensor } from '@slipway/inference/rows';
import type { VariantChoice } from '../routing/variant-choice.ts';

/** What the input rules made of one row. */
export interface RuledRow {
  /** Names of the rules that fired, in order. */
  readonly fired: readonly string[];
  /** The answer that a rule gives; null: a variant answers. */
  readonly answer: FixedAnswer | null;
  /** The variant that a rule names; null: the assignment chooses. */
  readonly variant: string | null;
}

/** The rows of a request on their way to the variants. The lists have an entry per row. */
export interface PlannedRows {
  /** As the input rules left them: what the models see. */
  readonly rows: readonly Row[];
  /** The same under the signature that clients are shown; null when a rule has changed a row. */
  readonly tensors: readonly Tensor[] | null;
  /** Null where nothing names a unit. */
  readonly units: readonly (string | null)[];
  readonly choices: readonly VariantChoice[];
  /** Null without input rules. */
  readonly ruled: readonly RuledRow[] | null;
}

const NOTHING: readonly string[] = [];

/** Names of the input rules that fired on a row, and of the condition that chose its variant. */
export const firedOn = ({ ruled, choices }: PlannedRows, row: number): readonly string[] => {
  const fired = ruled?.[row]?.fired ?? NOTHING;
  const condition = choices[row]?.condition;
  return condition === undefined ? fired : [...fired, condition];
};
