import { type Row, SlipwayError } from '@slipway/contracts';
import { chooseVariant } from '../routing/choose-variant.ts';
import { isUnitPerRow, unitKeyOf } from '../routing/unit-key.ts';
import type { VariantChoice } from '../routing/variant-choice.ts';
import type { RuledRow } from './planned-rows.ts';
import type { DecodedRows, PredictionCall } from './prediction-call.ts';

const repeated = <T>(value: T, count: number): readonly T[] =>
  count === 1 ? [value] : new Array<T>(count).fill(value);

/** The unit of each row; null where nothing names one. */
export const unitsOf = (
  { route, headers }: PredictionCall,
  { rows, unit }: Pick<DecodedRows, 'rows' | 'unit'>,
) =>
  isUnitPerRow(unit, route.unit)
    ? rows.map((row) => unitKeyOf(unit, route.unit, headers, row))
    : repeated(unitKeyOf(unit, route.unit, headers, rows[0]), rows.length);

export interface Assignees {
  /** The unit that the request names. */
  readonly unit: string | undefined;
  readonly request: string;
  readonly rows: readonly Row[];
  readonly units: readonly (string | null)[];
  readonly ruled: readonly RuledRow[] | null;
  readonly attributes: Readonly<Record<string, string>>;
}

const chooseForRow = (
  { route, at }: PredictionCall,
  { request, rows, units, ruled, attributes }: Assignees,
  row: number,
): VariantChoice => {
  const { assigner, rules, endpoint } = route;
  const ruling = ruled?.[row];
  if (ruling?.answer) return assigner.ruled;
  if (ruling?.variant) return assigner.fixed(ruling.variant, 'rule');
  const unit = units[row] ?? null;
  const condition = rules?.chooseVariant({ input: rows[row]!, unit, attributes, endpoint });
  if (condition) return assigner.fixed(condition.variant, 'condition', condition.condition);
  // A request without a unit is its own unit.
  return chooseVariant(assigner, unit ?? request, at);
};

/** The choice for each row: by the client, a rule, a condition, the list of an experiment, an experiment, the weights, or the active variant. */
export const assignRows = (call: PredictionCall, assignees: Assignees): readonly VariantChoice[] => {
  const { route, addressed, at } = call;
  const { unit, request, rows, units, ruled } = assignees;
  const { assigner, rules } = route;
  if (addressed !== null && ruled === null) return repeated(assigner.fixed(addressed, 'direct'), rows.length);
  if (ruled === null && !rules?.hasConditions && !isUnitPerRow(unit, route.unit))
    return repeated(chooseVariant(assigner, units[0] ?? request, at), rows.length);
  return rows.map((_, row) =>
    addressed !== null && !ruled?.[row]?.answer
      ? assigner.fixed(addressed, 'direct')
      : chooseForRow(call, assignees, row),
  );
};

/**
 * One answer of the protocol comes from one variant: throws INVALID_REQUEST with the first row that has another one than those
 * before it. Rows that a rule answers are no matter.
 */
export const assertTogether = (
  { route }: PredictionCall,
  { unit, ruled }: Pick<Assignees, 'unit' | 'ruled'>,
  choices: readonly VariantChoice[],
): void => {
  let together: string | null = null;
  choices.forEach(({ variant }, row) => {
    if (ruled?.[row]?.answer) return;
    together ??= variant;
    if (variant === together) return;
    const { unit: source } = route;
    const feature = unit === undefined && source?.from === 'feature' ? `.${source.name}` : '';
    const field = `rows[${row}]${feature}`;
    const reason =
      'it is assigned to another variant than the rows before it: send it in a request of its own';
    throw new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${reason}` }, { field });
  });
};
