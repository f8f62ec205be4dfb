import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { SlipwayError, type WantedDeployment } from '@slipway/contracts';
import { createLogger, writeAtomically } from '@slipway/platform';
import { runPredictor } from './fixtures/running-predictor.ts';
import { createDeploymentFollower } from './loading/deployment-follower.ts';

const ROWS = { rows: [{ distance: 1, hour: 1, origin: 'ATL' }] };

describe('a new version', () => {
  for (const mode of ['inline', 'threads'] as const) {
    it(`takes over ${mode} without a failed request`, async (t) => {
      const { predictor, ask, releaseNext, end } = await runPredictor({ execution: { mode } });
      t.after(end);
      await predictor.settled();
      const next = await releaseNext({ bias: 3 });
      let over = false;
      const versions: number[] = [];
      const callers = Array.from({ length: 8 }, async () => {
        while (!over) {
          const { status, json, headers } = await ask('POST', '/v1/predictions', ROWS);
          assert.equal(status, 200);
          assert.equal(headers.get('x-slipway-release'), json.release);
          versions.push(json.version);
        }
      });
      await pause(50);
      const readiness = await predictor.load(next);
      assert.deepEqual([readiness.state, readiness.version, readiness.next], ['ready', 2, undefined]);
      const ready = (await ask('GET', '/health/ready')).json;
      assert.deepEqual([ready.release, ready.version], ['flight-delays-2-7', 2]);
      await pause(mode === 'inline' ? 1200 : 50);
      over = true;
      await Promise.all(callers);
      assert.equal(versions[0], 1);
      assert.deepEqual(versions, versions.toSorted(), 'never back to the old one');
      assert.equal(versions.at(-1), 2);
    });
  }

  it('that is refused leaves the old one serving, and health says why', async (t) => {
    const { predictor, ask, releaseNext, end } = await runPredictor();
    t.after(end);
    await predictor.settled();
    const wrong = await releaseNext({ bias: 3 }, [{ row: { distance: 1 }, score: [0.5, 0.5] }]);
    await predictor.load(wrong);
    const { status, json } = await ask('GET', '/health/ready');
    assert.deepEqual([status, json.state, json.version], [200, 'ready', 1]);
    assert.deepEqual(
      [json.next.release, json.next.state, json.next.code],
      ['flight-delays-2-7', 'refused', 'WARM_UP_MISMATCH'],
    );
    assert.match(json.next.reason, /evaluator/);
    assert.equal((await ask('POST', '/v1/predictions', ROWS)).json.version, 1);
    await predictor.load(await releaseNext({ bias: 3 }));
    assert.equal(predictor.readiness.next, undefined);
  });

  it('comes after the first one was refused', async (t) => {
    const { predictor, releaseNext, end } = await runPredictor({ samples: [] });
    t.after(end);
    assert.equal((await predictor.settled()).state, 'refused');
    assert.equal((await predictor.load(await releaseNext({ bias: 3 }))).state, 'ready');
  });

  it('replaces another new one that cannot be fetched', async (t) => {
    const { predictor, releaseNext, end } = await runPredictor({ retry: { firstMs: 60_000, maxMs: 60_000 } });
    t.after(end);
    await predictor.settled();
    const stuck = predictor.load(async () => {
      throw new SlipwayError('UNAVAILABLE', { what: 'The release plane' });
    });
    await pause(20);
    assert.equal(predictor.readiness.next?.state, 'starting');
    assert.equal((await predictor.load(await releaseNext({ bias: 3 }))).version, 2);
    assert.equal((await stuck).version, 2);
  });
});

it('a predictor follows the file with its deployment', async (t) => {
  const { predictor, wanted, releaseNext, end } = await runPredictor();
  t.after(end);
  await predictor.settled();
  const file = join(tmpdir(), `slipway-deployment-${process.pid}.json`);
  await writeFile(file, JSON.stringify(wanted));
  t.after(() => rm(file));
  let current: WantedDeployment = wanted;
  let loads = 0;
  const follower = createDeploymentFollower({
    file,
    onChange: async () => {
      loads++;
      await predictor.load(current);
    },
    logger: createLogger('predictor', 'silent'),
    intervalMs: 10,
  });
  await follower.start();
  t.after(() => follower.stop());
  await pause(60);
  assert.equal(loads, 0);
  current = await releaseNext({ bias: 3 });
  await writeAtomically(file, JSON.stringify(current));
  for (let tries = 0; tries < 200 && predictor.readiness.version !== 2; tries++) await pause(10);
  assert.equal(predictor.readiness.version, 2);
  assert.equal(loads, 1);
});
