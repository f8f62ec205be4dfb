import { performance } from 'node:perf_hooks';
import { counter, gauge, type Metric, metricValue } from './metric.ts';

/** Names that dashboards of any process know, and the event loop, which is what is full first in a process of ours. */
export const PROCESS_METRICS = {
  cpu: counter('process_cpu_seconds_total', 'User and system time of the process, seconds.'),
  memory: gauge('process_resident_memory_bytes', 'Resident memory of the process, bytes.'),
  started: gauge('process_start_time_seconds', 'Start of the process, seconds since the epoch.'),
  eventLoop: counter(
    'slipway_event_loop_active_seconds_total',
    'Time in which the event loop was at work, seconds: its growth per second is how full it is, 1 is all.',
  ),
} as const;

/** Read when asked: nothing is measured meanwhile. */
export const processMetrics = (): Metric[] => {
  const { user, system } = process.cpuUsage();
  return [
    metricValue(PROCESS_METRICS.cpu, (user + system) / 1e6),
    metricValue(PROCESS_METRICS.memory, process.memoryUsage.rss()),
    metricValue(PROCESS_METRICS.started, performance.timeOrigin / 1000),
    metricValue(PROCESS_METRICS.eventLoop, performance.eventLoopUtilization().active / 1000),
  ];
};
