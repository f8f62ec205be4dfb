import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPgliteDatabase } from '@slipway/adapters';
import { Endpoint, Experiment } from '@slipway/contracts';
import { type Database, migrate } from '@slipway/platform/database';
import { releaseMigrations } from './migrations.ts';

let database: Database;
before(async () => {
  database = await createPgliteDatabase({ directory: 'memory' });
});
after(() => database.close());

/** The documents as the version before many experiments wrote them. */
const OLD = {
  experiment: (id: string, conclusion: object | null) => ({
    id,
    endpoint: 'late',
    name: 'ab',
    variants: [
      { variant: 'v1', weight: 0.5 },
      { variant: 'v2', weight: 0.5 },
    ],
    coverage: 1,
    seed: id,
    margin: 0.002,
    state: conclusion === null ? 'running' : 'stopped',
    startedAt: '2026-01-01T00:00:00.000Z',
    stoppedAt: conclusion === null ? null : '2026-01-02T00:00:00.000Z',
    conclusion,
  }),
  view: (experiment: object | null, unit: object | null) => ({
    name: 'late',
    revision: 3,
    unit,
    champion: 'v1',
    variants: [],
    parameters: { revision: 1, values: { threshold: 0.4 } },
    experiment,
    createdAt: '2026-01-01T00:00:00.000Z',
  }),
};

test('an older data directory opens, and what it holds can be read', async () => {
  const older = Object.fromEntries(Object.entries(releaseMigrations).slice(0, 4));
  await migrate(database, 'release', older);
  const text = (document: unknown) => `'${JSON.stringify(document)}'`;
  const routed = { id: 'ab-2', seed: 'ab-2', coverage: 1, variants: OLD.experiment('ab-2', null).variants };
  const unit = { from: 'header', name: 'user' };
  const conclusion = { by: 'operator', reason: 'better', promoted: 'v2' };
  await database.executeSql(`
    insert into release.experiment values
      ('ab-1', 1, 'late', 'stopped', 'x', ${text(OLD.experiment('ab-1', conclusion))}),
      ('ab-2', 2, 'late', 'running', 'y', ${text(OLD.experiment('ab-2', null))});
    insert into release.endpoint values ('late', ${text(unit)}, ${text(OLD.view(routed, unit))}, now());
    insert into release.routing_history values
      ('late', 1, now(), ${text(OLD.view(null, null))}), ('late', 2, now(), ${text(OLD.view(routed, unit))}), ('late', 3, now(), null)`);
  await migrate(database, 'release', releaseMigrations);
  const read = async (sql: string) =>
    (await database.executeSql(sql)).rows.map((row) => Object.values(row as object)[0]);
  const [first, second] = (await read('select document from release.experiment order by number')).map(
    (document) => Experiment.parse(document),
  );
  assert.deepEqual(first?.conclusion, { ...conclusion, cause: 'person' });
  assert.deepEqual(
    [second?.kind, second?.guardrails, second?.autoStop, second?.conclusion],
    ['ab', [], false, null],
    'what promised no stop is not stopped',
  );
  const [view] = await read('select view from release.endpoint');
  const endpoint = Endpoint.parse(view);
  assert.deepEqual(endpoint.experiments, [{ ...routed, kind: 'ab', namespace: null, overrides: {} }]);
  assert.deepEqual(endpoint.unit, { ...unit, fallback: null });
  assert.ok(!('experiment' in (view as object)));
  assert.deepEqual(await read('select unit from release.endpoint'), [{ ...unit, fallback: null }]);
  const [oldest, middle, closed] = await read('select view from release.routing_history order by revision');
  assert.deepEqual([Endpoint.parse(oldest).experiments, Endpoint.parse(oldest).unit], [[], null]);
  assert.equal(Endpoint.parse(middle).experiments.length, 1);
  assert.equal(closed, null);
});
