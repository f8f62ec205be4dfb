import {
  type ArmCounts,
  type ArmQuality,
  type Completeness,
  type Distribution,
  type Endpoint,
  type Evaluation,
  type Experiment,
  type Identity,
  logRoutes,
  type ModelVersion,
  releaseRoutes,
  type ShadowCounts,
  SlipwayError,
  type Snapshot,
  type Window,
} from '@slipway/contracts';
import { type ContractClient, createContractClient, createLogger } from '@slipway/platform';
import { createContractServer } from '@slipway/platform/server';
import { REFERENCE_DIGEST } from './evaluation.ts';

const TOKEN = 'control-token';
const control: Identity = { subject: 'control', name: 'control', role: 'control', unattended: false };

/** What the other planes know; a test changes it as it goes. */
export interface OtherPlanes {
  endpoint: Endpoint | null;
  version: ModelVersion;
  evaluations: Evaluation[];
  experiment: Experiment;
  snapshot: Snapshot;
  distributions: Distribution[];
  arms: ArmQuality[];
  /** Per window of the question; the last one answers for those that follow. */
  counts: ArmCounts[][];
  shadows: ShadowCounts[];
  /** Times of the logged predictions, in milliseconds since the epoch. */
  predictions: number[];
  completeness: Completeness;
  /** Bodies of the questions to the warehouse. */
  readonly asked: { readonly route: string; readonly body: unknown }[];
  /** Answers wait for it. */
  gate: Promise<void>;
}

export interface StartedPlanes {
  readonly planes: OtherPlanes;
  readonly client: ContractClient;
  close(): Promise<void>;
}

/** A server of the real routes of warehouse and registry over facts that the test sets. */
export const startPlanes = async (planes: OtherPlanes): Promise<StartedPlanes> => {
  const openEndpoint = (): Endpoint => {
    if (planes.endpoint === null) throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint: 'late' });
    return planes.endpoint;
  };
  const ask = async (route: string, body: unknown) => {
    planes.asked.push({ route, body });
    await planes.gate;
  };
  const app = await createContractServer({
    title: 'other planes',
    authenticate: (token) => (token === TOKEN ? control : null),
    logger: createLogger('test', 'silent'),
    ready: () => ({ ready: true }),
    modules: [
      (handle) => {
        handle(releaseRoutes.getEndpoint, ({ params }) => {
          if (params.endpoint !== 'late')
            throw new SlipwayError('ENDPOINT_UNKNOWN', { endpoint: params.endpoint });
          return openEndpoint();
        });
        handle(releaseRoutes.listEndpoints, () => (planes.endpoint === null ? [] : [planes.endpoint]));
        handle(releaseRoutes.endpointAt, ({ query }) => [{ at: query.at!, routing: openEndpoint() }]);
        handle(releaseRoutes.getVersion, () => planes.version);
        handle(releaseRoutes.listEvaluations, () => planes.evaluations);
        handle(releaseRoutes.getExperiment, ({ params }) => {
          if (params.experiment !== planes.experiment.id)
            throw new SlipwayError('NOT_FOUND', { what: 'Experiment', name: params.experiment });
          return planes.experiment;
        });
      },
      (handle) => {
        handle(logRoutes.getSnapshot, ({ params }) => {
          if (params.digest !== REFERENCE_DIGEST)
            throw new SlipwayError('NOT_FOUND', { what: 'Snapshot', name: params.digest });
          return planes.snapshot;
        });
        handle(logRoutes.distributions, async ({ body }) => {
          await ask('distributions', body);
          const asked = body.columns.map(({ name }) => name);
          return { distributions: planes.distributions.filter(({ name }) => asked.includes(name)) };
        });
        handle(logRoutes.quality, async ({ body }) => {
          await ask('quality', body);
          return { arms: planes.arms };
        });
        handle(logRoutes.guardrails, async ({ body }) => {
          await ask('guardrails', body);
          return {
            windows: body.windows.map((window, i) => ({
              window,
              arms: planes.counts[Math.min(i, planes.counts.length - 1)] ?? [],
            })),
          };
        });
        handle(logRoutes.shadowComparison, async ({ body }) => {
          await ask('shadowComparison', body);
          return { shadows: planes.shadows };
        });
        handle(logRoutes.volume, async ({ body }) => {
          await ask('volume', body);
          return countBuckets(planes.predictions, body.window, body.bucketSeconds);
        });
        handle(logRoutes.completeness, () => planes.completeness);
      },
    ],
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { planes, client: createContractClient(address, TOKEN), close: () => app.close() };
};

const countBuckets = (times: readonly number[], window: Window, seconds: number) => {
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)];
  const width = seconds * 1000;
  const last = times.filter((time) => time < to).at(-1);
  return {
    buckets: Array.from({ length: Math.ceil((to - from) / width) }, (_, i) => ({
      from: new Date(from + i * width).toISOString(),
      predictions: times.filter(
        (time) => time < to && time >= from + i * width && time < from + (i + 1) * width,
      ).length,
      errors: 0,
    })),
    lastAt: last === undefined ? null : new Date(last).toISOString(),
  };
};
