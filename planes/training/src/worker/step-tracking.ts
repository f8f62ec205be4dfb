import { type Artifact, type Assignment, trackingRoutes } from '@slipway/contracts';
import { callPersistently } from './persistent-call.ts';
import type { StepTools } from './step-tools.ts';

/** What lets the command of a step use a client of MLflow, and what it registered with it. */
export interface StepTracking {
  readonly environment: Readonly<Record<string, string>>;
  /** Values that must not be in any line. */
  readonly secrets: readonly string[];
  /** The artifacts of the step together with the model that it has registered; files that it wrote itself stay as they are. */
  withModel(artifacts: readonly Artifact[]): Promise<Artifact[]>;
}

const NONE: StepTracking = {
  environment: {},
  secrets: [],
  withModel: async (artifacts) => [...artifacts],
};

/** The address comes with a token that opens the tracking API, and nothing else, for as long as the step runs. */
export const openTracking = async (tools: StepTools): Promise<StepTracking> => {
  const { trackingUri, assignment, registry, session } = tools;
  if (trackingUri === undefined) return NONE;
  const params = { lease: assignment.lease };
  const { token } = await callPersistently(
    () => registry.call(trackingRoutes.openStepTracking, { params }),
    session.signal,
  );
  return {
    environment: environmentOf(trackingUri, token, assignment),
    secrets: [token],
    withModel: async (artifacts) => {
      const registered = await callPersistently(
        () => registry.call(trackingRoutes.getStepModel, { params }),
        session.signal,
      );
      const own = new Set(artifacts.map(({ name }) => name));
      // A signature goes with its model: half of one and half of the other would fit nothing.
      if (registered.artifacts.some(({ name }) => own.has(name))) return [...artifacts];
      for (const { name, digest } of registered.artifacts)
        session.say('platform', `registered through MLflow: ${name}, ${digest}`);
      return [...artifacts, ...registered.artifacts];
    },
  };
};

const environmentOf = (uri: string, token: string, { job }: Assignment): Record<string, string> => ({
  MLFLOW_TRACKING_URI: uri,
  MLFLOW_TRACKING_TOKEN: token,
  // Clients prefer a name and a password to a token, if the worker's own environment has any.
  MLFLOW_TRACKING_USERNAME: '',
  MLFLOW_TRACKING_PASSWORD: '',
  MLFLOW_EXPERIMENT_NAME: job,
  // Newer clients report their use to a server of others.
  MLFLOW_DISABLE_TELEMETRY: 'true',
});
