import {
  type ModelMetadata,
  type ModelStatistics,
  type RepositoryIndexEntry,
  SlipwayError,
} from '@slipway/contracts';
import type { DataPlane } from '../../data-plane.ts';
import type { Readiness } from '../../readiness.ts';

/** ONNX as the protocol's text names it. */
const PLATFORM = 'onnx_onnxv1';

/** Throws MODEL_UNKNOWN unless this is the model, and the version if one is named, that the predictor should hold. */
export const assertKnown = (readiness: Readiness, model: string, version: string | undefined): void => {
  if (model === readiness.model && (version === undefined || version === String(readiness.version))) return;
  const what = version === undefined ? model : `${model} version ${version}`;
  throw new SlipwayError('MODEL_UNKNOWN', { model: what }, { field: 'model' });
};

/** Throws MODEL_NOT_READY. */
export const planeOf = ({ plane, model, reason }: Readiness): DataPlane => {
  if (plane !== undefined) return plane;
  const why = reason?.replace(/\.$/, '') ?? 'it is not loaded';
  throw new SlipwayError('MODEL_NOT_READY', { model: model ?? 'unknown', reason: why });
};

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
