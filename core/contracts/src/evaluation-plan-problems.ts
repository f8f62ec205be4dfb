/** Every metric that an evaluation may measure, of any task. */
export const EVALUATION_METRICS: readonly string[] = [
  'auc',
  'averagePrecision',
  'logLoss',
  'brier',
  'accuracy',
  'precision',
  'recall',
  'f1',
  'calibrationError',
  'macroF1',
  'mae',
  'rmse',
  'r2',
  'mape',
  'ndcg',
  'map',
  'mrr',
  'groupAuc',
];

/** What the parts of a plan say of each other. */
interface PlanParts {
  readonly slices: readonly { readonly column: string }[];
  readonly pairs?: boolean | readonly (readonly [string, string])[] | undefined;
  readonly fairness?:
    | {
        readonly groups: readonly string[];
        readonly reference?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
  readonly margins?: Readonly<Record<string, number>> | undefined;
  readonly primary?: string | undefined;
  readonly costs?: Readonly<Record<string, number>> | undefined;
}

/** Of a row, in any currency; the variance of more than that over many rows is no number. */
const HIGHEST_COST = 1e15;

/** Why a plan cannot be carried out, found before anything is trained for it: each with the path of its field. */
export const evaluationPlanProblems = (
  plan: PlanParts,
): { readonly path: (string | number)[]; readonly message: string }[] => {
  const sliced = new Set(plan.slices.map(({ column }) => column));
  const pairs = typeof plan.pairs === 'object' ? plan.pairs : [];
  const grouped = plan.fairness?.groups ?? [];
  const unknown = (metric: string) => !EVALUATION_METRICS.includes(metric);
  const message = `is no metric: ${EVALUATION_METRICS.join(', ')}`;
  return [
    ...pairs.flatMap(([a, b], i) =>
      a !== b && sliced.has(a) && sliced.has(b)
        ? []
        : [{ path: ['pairs', i], message: 'needs two columns that are both declared under slices' }],
    ),
    ...Object.keys(plan.fairness?.reference ?? {})
      .filter((column) => !grouped.includes(column))
      .map((column) => ({ path: ['fairness', 'reference', column], message: 'is none of the groups' })),
    ...Object.keys(plan.margins ?? {})
      .filter(unknown)
      .map((metric) => ({ path: ['margins', metric], message })),
    ...Object.entries(plan.costs ?? {})
      .filter(([, cost]) => Math.abs(cost) > HIGHEST_COST)
      .map(([name]) => ({ path: ['costs', name], message: `is beyond ${HIGHEST_COST}` })),
    ...(plan.primary !== undefined && unknown(plan.primary) ? [{ path: ['primary'], message }] : []),
  ];
};
