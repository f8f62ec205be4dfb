import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Route, SlipwayError } from '@slipway/contracts';
import type { ContractClient } from '@slipway/platform';
import { readLoggedRows } from './logged-rows.ts';

/** A log plane that gives one answer, and keeps what it was asked. */
const logWith = (answer: unknown) => {
  const asked: { route: string; body: unknown }[] = [];
  const call = async (route: Route, { body }: { body?: unknown }) => {
    asked.push({ route: route.id, body });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, client: { call } as unknown as ContractClient };
};

test('rows of the prediction log are read by their columns, whichever there are', async () => {
  const names = [
    'id',
    'at',
    'variant',
    'unit',
    'score',
    'decision',
    'threshold',
    'input_distance',
    'input_input_x',
  ];
  const { client, asked } = logWith({
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    rows: [['p1', '2026-01-01 10:00:00.5', 'v1', null, 0.7, 'late', 0.5, 100, null]],
    truncated: false,
    milliseconds: 1,
  });
  assert.deepEqual(await readLoggedRows(client)('late', 5), [
    {
      id: 'p1',
      at: '2026-01-01T10:00:00.500Z',
      variant: 'v1',
      assignment: null,
      unit: null,
      input: { distance: 100, input_x: null },
      score: 0.7,
      scores: null,
      decision: 'late',
      threshold: 0.5,
    },
  ]);
  const [{ route, body }] = asked as [{ route: string; body: { parameters: object; limit: number } }];
  assert.deepEqual([route, body.parameters, body.limit], ['query', { endpoint: 'late' }, 5]);
});

test('what the log plane says is passed on', async () => {
  const { client } = logWith(new SlipwayError('UNAVAILABLE', { what: 'log' }));
  await assert.rejects(readLoggedRows(client)('late', 5), { code: 'UNAVAILABLE' });
});
