import type { Heartbeat } from '@slipway/contracts';
import type { z } from 'zod';

type Beat = z.output<typeof Heartbeat>;

/** What of a lease's lines and metrics is in the log. */
export interface StoredCounts {
  readonly lines_stored: number;
  readonly metrics_stored: number;
}

export interface HeartbeatNews extends Pick<Beat, 'lines' | 'metrics'> {
  /** The counts once the news is stored. */
  readonly stored: StoredCounts;
}

/**
 * What of a heartbeat is new. A worker whose heartbeat was stored but not answered (the job server died in between) sends the
 * same lines and metrics again, with more behind them.
 */
export const newsOf = ({ lines, metrics, after }: Beat, counts: StoredCounts): HeartbeatNews => {
  const { lines_stored, metrics_stored } = counts;
  const known = after ?? { lines: lines_stored, metrics: metrics_stored };
  return {
    lines: lines.slice(Math.max(0, lines_stored - known.lines)),
    metrics: metrics.slice(Math.max(0, metrics_stored - known.metrics)),
    stored: {
      lines_stored: Math.max(lines_stored, known.lines + lines.length),
      metrics_stored: Math.max(metrics_stored, known.metrics + metrics.length),
    },
  };
};
