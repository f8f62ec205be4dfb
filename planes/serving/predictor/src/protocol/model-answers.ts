import {
  type ModelMetadata,
  type ModelStatistics,
  type RepositoryIndexEntry,
  SlipwayError,
} from '@slipway/contracts';
import type { DataPlane } from '../data-plane.ts';
import type { Readiness } from '../readiness.ts';

/** ONNX as the protocol's text names it. */
const PLATFORM = 'onnx_onnxv1';

/**
 * Throws MODEL_UNKNOWN unless this is the model, and the version if one is named, that the predictor should hold;
 * MODEL_NOT_READY while it does not know yet which that is.
 */
export const assertKnown = (readiness: Readiness, model: string, version: string | undefined): void => {
  if (readiness.model === undefined) throw notReady(readiness, model);
  if (model === readiness.model && (version === undefined || version === String(readiness.version))) return;
  const what = version === undefined ? model : `${model} version ${version}`;
  throw new SlipwayError('MODEL_UNKNOWN', { model: what }, { field: 'model' });
};

/** Throws MODEL_NOT_READY. */
export const planeOf = (readiness: Readiness): DataPlane => {
  if (readiness.plane !== undefined) return readiness.plane;
  throw notReady(readiness, readiness.model ?? 'unknown');
};

/** Whether this model, and this version if one is named, answers now. Throws MODEL_UNKNOWN. */
export const isReady = (readiness: Readiness, model: string, version: string | undefined): boolean => {
  if (readiness.model !== undefined) assertKnown(readiness, model, version);
  return readiness.state === 'ready';
};

const notReady = ({ reason }: Readiness, model: string): SlipwayError =>
  new SlipwayError('MODEL_NOT_READY', {
    model,
    reason: reason?.replace(/\.$/, '') ?? 'it is not loaded',
  });

export const modelMetadata = ({ released, signature }: DataPlane): ModelMetadata => ({
  name: released.name,
  versions: [String(released.version)],
  platform: PLATFORM,
  inputs: signature.inputs,
  outputs: signature.outputs,
});

/** The statistics extension. */
export const modelStatistics = ({ released, statistics }: DataPlane): ModelStatistics => ({
  name: released.name,
  version: String(released.version),
  ...statistics.snapshot(),
});

const REPOSITORY_STATE: Readonly<Record<Readiness['state'], RepositoryIndexEntry['state']>> = {
  starting: 'LOADING',
  ready: 'READY',
  refused: 'UNAVAILABLE',
  draining: 'UNLOADING',
};

/** The one model of this repository, if it is known yet and, with `readyOnly`, ready. */
export const repositoryIndex = ({ model, version, state, reason }: Readiness, readyOnly: boolean) =>
  model === undefined || (readyOnly && state !== 'ready')
    ? []
    : [{ name: model, version: String(version), state: REPOSITORY_STATE[state], reason: reason ?? '' }];
