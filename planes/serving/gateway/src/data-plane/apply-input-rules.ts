import { type Row, SlipwayError } from '@slipway/contracts';
import type { CompiledRules } from '@slipway/rules';
import type { RuledRow } from './planned-rows.ts';

export interface InputStage {
  readonly rules: CompiledRules;
  readonly endpoint: string;
  readonly rows: readonly Row[];
  /** Per row. */
  readonly units: readonly (string | null)[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** A row that a rule refuses, and what the log should know about it. */
export class RowRejection {
  readonly row: number;
  readonly fired: readonly string[];
  readonly error: SlipwayError;

  constructor(row: number, verdict: { rule: string; message: string; fired: readonly string[] }) {
    const { rule, message } = verdict;
    this.row = row;
    this.fired = verdict.fired;
    this.error = new SlipwayError('RULE_REJECTED', { rule, message }, { field: `rows[${row}]` });
  }
}

export interface RuledRows {
  readonly rows: readonly Row[];
  /** A rule has changed a row. */
  readonly changed: boolean;
  readonly ruled: readonly RuledRow[];
  /** The first row that a rule refuses; null when all may go on. */
  readonly rejection: RowRejection | null;
}

/** The input rules over every row of a request. */
export const applyInputRules = ({ rules, endpoint, rows, units, attributes }: InputStage): RuledRows => {
  const after = new Array<Row>(rows.length);
  const ruled = new Array<RuledRow>(rows.length);
  let changed = false;
  let rejection: RowRejection | null = null;
  rows.forEach((input, row) => {
    const verdict = rules.applyInput({ input, unit: units[row] ?? null, attributes, endpoint });
    const { fired } = verdict;
    const left = 'input' in verdict ? verdict.input : input;
    after[row] = left;
    changed ||= left !== input;
    if (verdict.kind === 'reject') rejection ??= new RowRejection(row, verdict);
    ruled[row] = {
      fired,
      answer: verdict.kind === 'answer' ? verdict.answer : null,
      variant: verdict.kind === 'variant' ? verdict.variant : null,
    };
  });
  return { rows: after, changed, ruled, rejection };
};
