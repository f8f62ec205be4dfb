/** Metrics of which less is better; of every other one more is. */
const LOSSES = new Set(['logLoss', 'brier', 'calibrationError', 'mae', 'rmse', 'mape']);

/** 1 when more of the metric is better, −1 when less is: times it, a difference candidate − champion is an improvement. */
export const metricDirection = (metric: string): 1 | -1 => (LOSSES.has(metric) ? -1 : 1);
