import { applyInputRules, type RowRejection } from './apply-input-rules.ts';
import { assertTogether, assignRows, unitsOf } from './assign-rows.ts';
import type { PlannedRows } from './planned-rows.ts';
import type { DecodedRows, PredictionCall } from './prediction-call.ts';
import { attributesOf } from './request-facts.ts';

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

/** What the rules of an endpoint read of the headers; nothing is read where they do not. */
export const attributesFor = ({ route, headers }: PredictionCall): Readonly<Record<string, string>> =>
  route.rules?.readsAttributes ? attributesOf(headers) : NO_ATTRIBUTES;

export interface Planned {
  readonly plan: PlannedRows;
  /** The first row that an input rule refuses; null when all may go on. */
  readonly rejection: RowRejection | null;
}

/** Input rules and assignment. Throws INVALID_REQUEST when the door cannot answer rows of several variants and they have several. */
export const planRows = (call: PredictionCall, decoded: DecodedRows, request: string): Planned => {
  const { rows, tensors, unit } = decoded;
  const { rules, endpoint, assigner } = call.route;
  const units = unitsOf(call, decoded);
  const attributes = attributesFor(call);
  if (!rules?.hasInput) {
    const assignees = { unit, request, rows, units, ruled: null, attributes };
    const choices = assignRows(call, assignees);
    if (!call.mayMix && rows.length > 1) assertTogether(call, assignees, choices);
    return { plan: { rows, tensors, units, choices, ruled: null }, rejection: null };
  }
  const {
    ruled,
    rejection,
    changed,
    rows: after,
  } = applyInputRules({ rules, endpoint, rows, units, attributes });
  const left = changed ? null : tensors;
  if (rejection) {
    const choices = rows.map(() => assigner.ruled);
    return { plan: { rows: after, tensors: left, units, choices, ruled }, rejection };
  }
  const assignees = { unit, request, rows: after, units, ruled, attributes };
  const choices = assignRows(call, assignees);
  if (!call.mayMix && rows.length > 1) assertTogether(call, assignees, choices);
  return { plan: { rows: after, tensors: left, units, choices, ruled }, rejection: null };
};
