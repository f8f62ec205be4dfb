import type { Experiment } from '@slipway/contracts';

export const experimentOf = (variants: readonly (readonly [string, number])[]): Experiment => ({
  id: 'experiment-1',
  endpoint: 'late',
  name: 'v1-against-v2',
  variants: variants.map(([variant, weight]) => ({ variant, weight })),
  kind: 'ab',
  coverage: 1,
  namespace: null,
  overrides: {},
  metric: 'brier',
  guardrails: [{ metric: 'errors', margin: 0.005 }],
  minimumDays: 0,
  plannedUnits: null,
  autoStop: true,
  seed: 'experiment-1',
  margin: 0.002,
  state: 'running',
  startedAt: '2026-11-22T08:00:00.000Z',
  stoppedAt: null,
  conclusion: null,
});
