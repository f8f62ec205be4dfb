/** 1: more is better; -1: less is better. A metric that is not here is shown without a judgement. */
const DIRECTIONS: Readonly<Record<string, 1 | -1>> = {
  auc: 1,
  averagePrecision: 1,
  accuracy: 1,
  r2: 1,
  precision: 1,
  recall: 1,
  f1: 1,
  macroF1: 1,
  ndcg: 1,
  map: 1,
  mrr: 1,
  groupAuc: 1,
  logLoss: -1,
  brier: -1,
  calibrationError: -1,
  mae: -1,
  rmse: -1,
  mape: -1,
};

export const metricDirection = (metric: string): 1 | -1 | null => DIRECTIONS[metric] ?? null;
