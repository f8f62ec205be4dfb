import type { Completeness } from '@slipway/contracts';
import { gauge, type Metric, metricOf, metricValue } from '@slipway/platform';

/**
 * Completeness of the prediction log. All of them are gauges: they are read from spool and warehouse, outlive the process, and
 * shrink when old predictions are removed.
 */
export const LOG_METRICS = {
  answered: gauge(
    'slipway_log_answered_rows',
    'Rows that were answered, as those who answered counted them.',
  ),
  rows: gauge(
    'slipway_log_rows',
    'Answered rows by where they are: `stored` (in the warehouse), `waiting` (in the spool), `sampled-out`, or `dropped` (full disk, damage).',
    ['result'],
  ),
  missing: gauge(
    'slipway_log_missing_rows',
    'Answered rows that are none of these: above 0 rows were lost, below 0 there are some twice.',
  ),
  quarantined: gauge('slipway_log_quarantined_segments', 'Damaged parts of the spool that were set aside.'),
  outcomes: gauge('slipway_log_outcomes', 'Outcomes in the warehouse.'),
  oldest: gauge(
    'slipway_log_oldest_waiting_seconds',
    'Age of the oldest row that waits in the spool, seconds; 0: none waits.',
  ),
} as const;

export const completenessMetrics = ({
  answered,
  stored,
  waiting,
  sampledOut,
  dropped,
  quarantined,
  outcomes,
  oldestWaitingSeconds,
}: Completeness): Metric[] => {
  const rows = { stored, waiting, 'sampled-out': sampledOut, dropped };
  return [
    metricValue(LOG_METRICS.answered, answered),
    metricOf(
      LOG_METRICS.rows,
      Object.entries(rows).map(([result, value]) => ({ labels: { result }, value })),
    ),
    metricValue(LOG_METRICS.missing, answered - stored - waiting - sampledOut - dropped),
    metricValue(LOG_METRICS.quarantined, quarantined),
    metricValue(LOG_METRICS.outcomes, outcomes),
    metricValue(LOG_METRICS.oldest, oldestWaitingSeconds ?? 0),
  ];
};
