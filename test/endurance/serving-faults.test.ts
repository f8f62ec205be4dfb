import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@slipway/statistics';
import { preparePoints, releasePoints, servePoints } from '../stack/points.ts';
import { eventually, startTestStack, type TestStack } from '../stack/test-stack.ts';
import { type BalancedReport, startBalancedLoad } from './faults/balanced-load.ts';
import { mountSmallDisk, type SmallDisk } from './faults/full-disk.ts';
import { canResetConnections, freeze, resetConnections, slowDown } from './faults/process-faults.ts';

const FAULTS = 220;
const CONNECTIONS = 8;
/** Past this a supervisor takes a death for a new one and restarts at once. */
const BETWEEN_KILLS_MS = 11_000;
const SEED = 7;

interface Fault {
  readonly name: string;
  /** The process that must be well before, and is not touched by another fault meanwhile. */
  readonly victim: string;
  readonly kills?: boolean;
  readonly inject: (milliseconds: number) => Promise<void>;
}

const faultsOf = (
  stack: TestStack,
  names: { gateways: readonly string[]; predictors: readonly string[] },
  addressOf: (predictor: string) => string,
  disk: SmallDisk | null,
): Fault[] => {
  const kill = (victim: string): Fault => ({
    name: `kill -9 ${victim}`,
    victim,
    kills: true,
    inject: async () => {
      const pid = await stack.signal(victim, 'SIGKILL');
      await stack.restarted(victim, pid);
    },
  });
  const stop = (victim: string): Fault => ({
    name: `SIGSTOP ${victim}`,
    victim,
    inject: (milliseconds) => freeze(stack, victim, milliseconds),
  });
  const faults: Fault[] = [
    ...[...names.gateways, ...names.predictors, 'log', 'control', 'worker'].map(kill),
    ...[...names.predictors, 'log', 'control'].map(stop),
    ...names.predictors.flatMap((victim): Fault[] => [
      { name: `slow ${victim}`, victim, inject: (milliseconds) => slowDown(stack, victim, milliseconds) },
    ]),
  ];
  if (canResetConnections())
    for (const victim of names.predictors)
      faults.push({
        name: `reset ${victim}`,
        victim,
        inject: async () => resetConnections(addressOf(victim)),
      });
  else console.warn('!!! Connections are NOT reset in this run: there is no program ss.');
  if (disk)
    faults.push({
      name: 'full spool',
      victim: 'spool',
      inject: async (milliseconds) => {
        await disk.fill();
        await sleep(milliseconds);
        await disk.free();
      },
    });
  else console.warn('!!! The spool is NOT filled in this run: this user may not mount a small disk.');
  return faults;
};

/** Injects faults until there were enough: one at a time per kind of victim, and a predictor only while its twin is well. */
const injectFaults = async (
  stack: TestStack,
  faults: readonly Fault[],
  twins: readonly string[],
): Promise<Map<string, number>> => {
  const random = seededRandom(SEED);
  const injected = new Map<string, number>();
  const killedAt = new Map<string, number>();
  const busy = new Set<string>();
  const under: Promise<void>[] = [];
  const mayBegin = ({ victim, kills }: Fault): boolean =>
    !busy.has(victim) &&
    !(twins.includes(victim) && twins.some((twin) => busy.has(twin))) &&
    !(victim.startsWith('gateway') && [...busy].some((other) => other.startsWith('gateway'))) &&
    (!kills || Date.now() - (killedAt.get(victim) ?? 0) > BETWEEN_KILLS_MS);
  const bothReady = () =>
    eventually('both predictors get traffic', async () =>
      (await stack.client.servedEndpoints().catch(() => [])).some(({ variants }) =>
        variants.some(({ ready }) => ready === twins.length),
      ),
    );
  for (let count = 0; count < FAULTS; ) {
    const fault = faults[Math.floor(random() * faults.length)]!;
    if (!mayBegin(fault)) {
      await sleep(20);
      continue;
    }
    busy.add(fault.victim);
    const run = async () => {
      if (twins.includes(fault.victim)) await bothReady();
      if (fault.kills) killedAt.set(fault.victim, Date.now());
      await fault.inject(200 + random() * 1000);
      if (twins.includes(fault.victim)) await bothReady();
      busy.delete(fault.victim);
    };
    const running = run();
    // All are awaited at the end; until then one that failed must not end the process.
    running.catch(() => undefined);
    under.push(running);
    injected.set(fault.name, (injected.get(fault.name) ?? 0) + 1);
    count += 1;
    await sleep(random() * 800);
  }
  await Promise.all(under);
  return injected;
};

/** Writers bring counts to the disk a second after it has room again, and seal their segments after two. */
const SETTLE_MS = 5000;

const checkLog = async (stack: TestStack, { answered }: BalancedReport) => {
  await sleep(SETTLE_MS);
  const { completeness, logged } = await eventually(
    'the spool is empty',
    async () => {
      const completeness = await stack.client.completeness().catch(() => null);
      if (completeness === null || completeness.waiting > 0) return null;
      const sql = 'select id, count(*) from predictions where status = 200 group by id';
      const { rows } = await stack.client.query({ body: { sql, limit: 100_000 } });
      return { completeness, logged: new Map(rows.map(([id, times]) => [String(id), Number(times)])) };
    },
    60_000,
  );
  const duplicated = [...logged].filter(([, times]) => times > 1);
  const missing = answered.filter((id) => !logged.has(id));
  return { completeness, logged, duplicated, missing };
};

test('faults of every kind under load: nothing fails, nothing is lost, nothing is there twice', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-'));
  const disk = await mountSmallDisk(join(directory, 'spool'), 48);
  const environment = { SLIPWAY_GATEWAYS: '2', SLIPWAY_LOG_FULL: 'drop' };
  // Hooks run in the order of their making: the stack must have stopped before its disk goes.
  const stack = await startTestStack(t, { directory, environment }).finally(() =>
    t.after(async () => {
      disk?.unmount();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    }),
  );
  await preparePoints(stack);
  const deployment = await servePoints(stack, await releasePoints(stack, 0.1), 'v1', 2);
  const predictors = [0, 1].map((replica) => `predictor-${deployment}-${replica}`);
  const gateways = ['gateway', 'gateway-2'];
  const addresses = new Map<string, string>();
  for (const name of [...predictors, ...gateways])
    addresses.set(name, (await stack.process(name)).address ?? '');
  const faults = faultsOf(stack, { gateways, predictors }, (name) => addresses.get(name)!, disk);

  const load = startBalancedLoad(
    gateways.map((name) => addresses.get(name)!),
    CONNECTIONS,
  );
  t.after(load.stop);
  const injected = await injectFaults(stack, faults, predictors);
  const report = await load.stop();
  const { completeness, logged, duplicated, missing } = await checkLog(stack, report);

  console.log(JSON.stringify({ faults: Object.fromEntries([...injected].sort()) }));
  console.log(
    JSON.stringify({
      answered: report.answered.length,
      failed: report.failed.length,
      retriedElsewhere: report.retried,
      logged: logged.size,
      duplicated: duplicated.length,
      missing: missing.length,
      dropped: completeness.dropped,
    }),
  );
  assert.deepEqual(report.failed.slice(0, 5), [], 'failed');
  assert.deepEqual(duplicated.slice(0, 5), [], 'duplicated');
  // What a full disk did not take is counted; nothing else may be missing.
  assert.ok(
    missing.length <= completeness.dropped,
    `${missing.length} missing, ${completeness.dropped} counted as dropped`,
  );
  assert.equal(
    completeness.answered,
    completeness.stored + completeness.waiting + completeness.sampledOut + completeness.dropped,
  );
});
