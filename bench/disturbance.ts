import { setTimeout as sleep } from 'node:timers/promises';
import { writeAtomically } from '@slipway/platform';
import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { writeBodies } from './load/bodies-file.ts';
import { applyOpenLoad, type OpenLoad } from './load/open-loop.ts';
import { race, raceRules } from './load/race.ts';
import { ratioOf, spreadOf } from './load/spread.ts';
import { getSteadily } from './load/steady-get.ts';
import { perSecond } from './load/summarise.ts';
import { requireLoadTools } from './load/tools.ts';
import { applyLoad } from './load/wrk.ts';
import { inferBody } from './model/bench-model.ts';
import { writeBenchRouting } from './model/bench-routing.ts';
import { forestModel, forestRows } from './model/forest.ts';
import { resNetModel } from './model/network.ts';
import { releaseModel } from './model/released-model.ts';
import { count, digits, milliseconds } from './report/figures.ts';
import { startGateway, startPredictor } from './servers/start-servers.ts';

interface Finding {
  readonly cells: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const SWAP_EVERY_MS = 1000;
const OTHERS = 1000;

/** The health endpoint of a predictor that computes without a pause. */
const heavyModel = async (context: BenchContext): Promise<Finding> => {
  const model = resNetModel();
  const { address } = await startPredictor(await releaseModel(model, context), context);
  const url = `${address}/v2/health/ready`;
  const seconds = context.quick ? 3 : 20;
  const calm = await getSteadily(url, { seconds: seconds / 2, pauseMs: 5 });
  const bodiesFile = await writeBodies([inferBody(model.rows(1))], context);
  const load = applyLoad({ url: `${address}/v2/models/resnet/infer`, bodiesFile, seconds, connections: 4 });
  const busy = await getSteadily(url, { seconds: seconds - 1, pauseMs: 5 });
  const { requestsPerSecond } = await load;
  context.say(
    `health p99 ${busy.p99Ms.toFixed(1)} ms while the network answers ${requestsPerSecond.toFixed(1)}/s`,
  );
  return {
    cells: [
      'a heavy model computes without a pause',
      'health endpoint, p99 ms',
      milliseconds(calm.p99Ms),
      `${milliseconds(busy.p99Ms)} (max ${milliseconds(busy.maxMs)})`,
      '< 50',
    ],
    figures: { healthCalmP99Ms: digits(calm.p99Ms, 2), healthBusyP99Ms: digits(busy.p99Ms, 2) },
  };
};

/** A predictor that loads another version every second. */
const hotSwap = async (context: BenchContext): Promise<Finding> => {
  const released = await releaseModel(forestModel(), context);
  const { address } = await startPredictor(released, context);
  const url = `${address}/v2/models/forest/infer`;
  const bodiesFile = await writeBodies(
    forestRows(1000).map((row) => inferBody([row])),
    context,
  );
  const closed = { url, bodiesFile, seconds: 3, connections: 64 };
  await applyLoad(closed);
  const { requestsPerSecond: saturation } = await applyLoad(closed);
  const [rounds, seconds] = context.quick ? [1, 4] : [5, 6];
  const open = { url, bodiesFile, seconds, connections: 64, requestsPerSecond: saturation / 2 };
  let wanted = 1;
  const swapWhile = async <Result>(load: Promise<Result>): Promise<Result> => {
    let running = true;
    const swapping = (async () => {
      while (running) {
        await sleep(SWAP_EVERY_MS);
        wanted += 1;
        await writeAtomically(released.deploymentFile, JSON.stringify(released.deploymentOf(wanted)));
      }
    })();
    const result = await load;
    running = false;
    await swapping;
    return result;
  };
  const steady: OpenLoad[] = [];
  const swapped: OpenLoad[] = [];
  for (let round = 0; round < rounds; round++) {
    steady.push(await applyOpenLoad(open));
    swapped.push(await swapWhile(applyOpenLoad(open)));
    context.say(
      `p99 ${steady.at(-1)!.p99Ms.toFixed(2)} ms, with swaps ${swapped.at(-1)!.p99Ms.toFixed(2)} ms`,
    );
  }
  const { version } = JSON.parse(await (await fetch(`${address}/health/ready`)).text()) as {
    version: number;
  };
  if (version < 2) throw new Error('no version was taken over');
  const p99s = (loads: readonly OpenLoad[]) => loads.map(({ p99Ms }) => p99Ms);
  const failed = (loads: readonly OpenLoad[]) => loads.reduce((sum, load) => sum + load.failed, 0);
  const ratio = ratioOf(p99s(swapped), p99s(steady));
  const describe = (loads: readonly OpenLoad[]) => {
    const { median, min, max } = spreadOf(p99s(loads));
    return `${milliseconds(median)} (${milliseconds(min)}–${milliseconds(max)}); ${failed(loads)}`;
  };
  return {
    cells: [
      `a new version each second (${wanted - 1} times), ${count(saturation / 2)} requests/s`,
      'p99 ms; failed',
      describe(steady),
      `${describe(swapped)}; ${ratio.median.toFixed(2)} × (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
      '≤ 2 ×; 0',
    ],
    figures: {
      swapSteadyP99Ms: digits(spreadOf(p99s(steady)).median, 3),
      swapP99Ms: digits(spreadOf(p99s(swapped)).median, 3),
      swapP99Ratio: digits(ratio.median, 3),
      swapFailed: failed(swapped),
    },
  };
};

/** A gateway with a thousand endpoints against one with a single one. */
const manyEndpoints = async (context: BenchContext): Promise<Finding> => {
  const released = await releaseModel(forestModel(), context);
  const predictor = await startPredictor(released, context);
  const contestants = [];
  for (const others of [0, OTHERS]) {
    const routingFile = await writeBenchRouting(released, predictor.address, { others });
    const { address, pid } = await startGateway(released, { routingFile, log: 'none' }, context);
    const url = `${address}/v2/models/forest/infer`;
    const body = inferBody(forestRows(1), { unit: 'u' });
    await ask(url, body);
    contestants.push({ name: `${others + 1} endpoints`, url, bodies: [body], pids: [pid, predictor.pid] });
  }
  const [one, many] = await race(contestants, raceRules(context.quick), context);
  const { median, min, max } = ratioOf(perSecond(many!), perSecond(one!));
  return {
    cells: [
      `${count(OTHERS)} further endpoints`,
      'requests/s of the gateway, as a share',
      '1',
      `${median.toFixed(3)} (${min.toFixed(3)}–${max.toFixed(3)})`,
      'no difference',
    ],
    figures: { thousandEndpointsRatio: digits(median, 4) },
  };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const findings: Finding[] = [];
  for (const measure of [heavyModel, hotSwap, manyEndpoints]) {
    await using resources = new AsyncDisposableStack();
    findings.push(await measure({ ...context, resources }));
  }
  return {
    title: 'What must not disturb serving',
    tables: [
      {
        head: ['disturbance', 'what is looked at', 'without', 'with', 'goal'],
        rows: findings.map(({ cells }) => cells),
      },
    ],
    about: [
      'The heavy model is of the size of ResNet-50. The swaps are of a model of 100 trees inside one predictor, which loads the next version beside the one that answers; latencies are those of an open loop at half the saturation rate, in rounds of six seconds without and with swaps in turn: medians with their range, the ratio within each pair. All servers share one core, the load has the other.',
    ],
    figures: Object.assign({}, ...findings.map(({ figures }) => figures)),
  };
};

export const disturbanceBench: Bench = {
  name: 'disturbance',
  about: 'a heavy model, hot swaps and a thousand endpoints: what they do to answers',
  run,
};
