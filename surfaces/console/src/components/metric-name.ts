import type { TextKey, Translate } from '../language/language-provider.tsx';

const NAMES: Readonly<Record<string, Extract<TextKey, `metric.${string}`>>> = {
  auc: 'metric.auc',
  averagePrecision: 'metric.averagePrecision',
  accuracy: 'metric.accuracy',
  logLoss: 'metric.logLoss',
  brier: 'metric.brier',
  calibrationError: 'metric.calibrationError',
  mae: 'metric.mae',
  rmse: 'metric.rmse',
  r2: 'metric.r2',
  mape: 'metric.mape',
  precision: 'metric.precision',
  recall: 'metric.recall',
  f1: 'metric.f1',
  macroF1: 'metric.macroF1',
  ndcg: 'metric.ndcg',
  map: 'metric.map',
  mrr: 'metric.mrr',
  groupAuc: 'metric.groupAuc',
};

/** The name that people use for a metric; one that we do not know keeps its identifier. */
export const metricName = (metric: string, t: Translate): string => {
  const key = NAMES[metric];
  return key === undefined ? metric : t(key);
};
