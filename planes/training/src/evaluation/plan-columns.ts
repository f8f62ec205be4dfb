import type { EvaluationPlan } from '@slipway/contracts';

/** Columns that an evaluation keeps as texts besides those of its slices, and what for. */
export const groupColumns = ({
  fairness,
  ranking,
}: EvaluationPlan): { readonly what: string; readonly column: string }[] => [
  ...(fairness?.groups ?? []).map((column) => ({ what: 'the fairness group', column })),
  ...(ranking === undefined ? [] : [{ what: 'the ranking group', column: ranking.group }]),
];
