import type { BenchContext } from '../bench.ts';
import { getSteadily, type Latencies } from '../load/steady-get.ts';
import type { History } from './fill-history.ts';

export interface PageFinding {
  readonly what: string;
  /** Of the figure in the JSON line. */
  readonly key: string;
  readonly latencies: Latencies;
  readonly bytes: number;
  /** As people ask for it; the others ask for more than a screen can show. */
  readonly usual: boolean;
}

/** How long the answers of the job server take that people wait for. */
export const measurePages = async (
  control: string,
  token: string,
  { longRun, job, runs }: History,
  { quick, say }: BenchContext,
): Promise<PageFinding[]> => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = async (path: string) => {
    const response = await fetch(`${control}${path}`, { headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.text();
  };
  const pages = [
    { what: 'first page of 50 runs', key: 'firstPage', path: '/v1/runs' },
    { what: `page of 50 in the middle of ${runs}`, key: 'deepPage', path: `/v1/runs?before=${longRun}` },
    { what: 'first page of 500', key: 'largePage', path: '/v1/runs?limit=500' },
    { what: 'page of one job', key: 'jobPage', path: `/v1/runs?job=${job}&before=${longRun}` },
    { what: 'page of a state', key: 'statePage', path: '/v1/runs?state=cancelled' },
    { what: 'page of a job and a state', key: 'jobStatePage', path: `/v1/runs?job=${job}&state=succeeded` },
    { what: 'page of a state that no run has', key: 'emptyPage', path: '/v1/runs?state=running' },
    { what: 'one run', key: 'run', path: `/v1/runs/${longRun}` },
    { what: 'metrics of a run, 500 points', key: 'metrics', path: `/v1/runs/${longRun}/metrics` },
    {
      what: 'one long metric, 500 points',
      key: 'longMetric',
      path: `/v1/runs/${longRun}/metrics?key=loss`,
    },
    {
      what: 'one long metric, 2,000 points',
      key: 'twoThousandPoints',
      path: `/v1/runs/${longRun}/metrics?key=loss&limit=2000`,
    },
    { what: 'log of a run', key: 'log', path: `/v1/runs/${longRun}/log` },
  ];
  const findings: PageFinding[] = [];
  for (const { what, key, path } of pages) {
    const bytes = (await answer(path)).length;
    const latencies = await getSteadily(`${control}${path}`, {
      seconds: quick ? 0.5 : 3,
      pauseMs: 2,
      headers,
    });
    say(`${what}: p50 ${latencies.p50Ms.toFixed(1)} ms, p99 ${latencies.p99Ms.toFixed(1)} ms`);
    findings.push({ what, key, latencies, bytes, usual: !path.includes('limit=') });
  }
  return findings;
};
