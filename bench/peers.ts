import type { Bench, BenchContext, BenchReport } from './bench.ts';
import { ask } from './load/ask.ts';
import { type Contestant, describeRules, type Round, race, raceRules } from './load/race.ts';
import { ratioOf } from './load/spread.ts';
import { perSecond, summarise } from './load/summarise.ts';
import { requireLoadTools } from './load/tools.ts';
import { inferBody } from './model/bench-model.ts';
import { FEATURES, forestModel, forestRows, TREES } from './model/forest.ts';
import { releaseModel } from './model/released-model.ts';
import { digits, milliseconds, range, ratio } from './report/figures.ts';
import { PEER_COUNT, type Peer, startPeer } from './servers/start-peers.ts';
import { startPredictor } from './servers/start-servers.ts';

interface Result {
  readonly peer: Peer;
  readonly ours: readonly Round[];
  readonly theirs: readonly Round[];
}

/** One peer at a time, so that an idle one does not take the processor of another; the predictor races each of them. */
const racePeer = async (
  index: number,
  predictor: Contestant,
  context: BenchContext,
): Promise<Result | null> => {
  await using resources = new AsyncDisposableStack();
  const own = { ...context, resources };
  const peer = await startPeer(index, own);
  if (peer === null) return null;
  await ask(peer.url, peer.body);
  const theirs: Contestant = { name: peer.name, url: peer.url, bodies: [peer.body], pids: [peer.pid] };
  const rounds = await race([predictor, theirs], raceRules(context.quick), own);
  return { peer, ours: rounds[0]!, theirs: rounds[1]! };
};

const run = async (context: BenchContext): Promise<BenchReport> => {
  requireLoadTools(context.say);
  const { address, pid } = await startPredictor(await releaseModel(forestModel(), context), context);
  const predictor: Contestant = {
    name: 'Slipway predictor',
    url: `${address}/v2/models/forest/infer`,
    bodies: [inferBody(forestRows(1))],
    pids: [pid],
  };
  const results: Result[] = [];
  for (let index = 0; index < PEER_COUNT; index++) {
    const result = await racePeer(index, predictor, context);
    if (result !== null) results.push(result);
  }
  if (results.length === 0) throw new Error('no peer could be installed');
  return {
    title: 'Predictor against servers of others',
    tables: [
      {
        head: ['server', 'requests/s', 'p50 ms', 'p99 ms', 'Slipway beside it', 'Slipway is faster', 'goal'],
        rows: results.map(rowOf),
      },
    ],
    about: [
      `One row of ${FEATURES} features through a model of ${TREES} trees by REST, each server in its own protocol as its documentation shows it, with ONNX Runtime 1.30 on one thread and one worker. Each peer races the predictor alone, on the same core in turn; \`wrk\` has the other core. The factor is taken within each round.`,
      describeRules(raceRules(context.quick)),
    ],
    figures: Object.assign({ peers: results.length }, ...results.map(figuresOf)),
  };
};

const factorOf = ({ ours, theirs }: Result) => ratioOf(perSecond(ours), perSecond(theirs));

const rowOf = (result: Result): string[] => {
  const { peer, ours, theirs } = result;
  const { requestsPerSecond, p50Ms, p99Ms } = summarise(theirs);
  return [
    peer.name,
    range(requestsPerSecond),
    milliseconds(p50Ms.median),
    milliseconds(p99Ms.median),
    range(summarise(ours).requestsPerSecond),
    ratio(factorOf(result)),
    `≥ ${peer.goal}`,
  ];
};

const figuresOf = (result: Result): Record<string, number> => ({
  [`to ${result.peer.name}`]: digits(factorOf(result).median, 2),
});

export const peersBench: Bench = {
  name: 'peers',
  about:
    'the predictor against FastAPI, MLServer, BentoML, MLflow and Ray Serve with the same model (installs them from PyPI)',
  run,
};
