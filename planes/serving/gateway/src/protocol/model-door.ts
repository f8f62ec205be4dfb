import { type ModelMetadata, type ServerMetadata, SlipwayError } from '@slipway/contracts';
import type { RouteTable } from '../routing/route-table.ts';
import {
  activeVariantOf,
  readyPredictors,
  type ServedRoute,
  type ServedVariant,
} from '../routing/served-route.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** ONNX as the protocol's text names it. */
const PLATFORM = 'onnx_onnxv1';

const SERVER: ServerMetadata = {
  name: 'slipway',
  version: '0.1.0',
  extensions: ['binary_tensor_data', 'model_configuration'],
};

/** What the path names. */
export interface ModelPath {
  readonly endpoint: string;
  /** Null: the active variant. */
  readonly version: string | null;
}

const routeOf = ({ routes }: RouteTable, model: string): ServedRoute => {
  const route = routes.get(model);
  if (!route) throw new SlipwayError('MODEL_UNKNOWN', { model }, { field: 'model' });
  return route;
};

/** The variant that the path names; null when the endpoint has no active one. Throws MODEL_UNKNOWN for a version that no variant has. */
const variantOf = (route: ServedRoute, version: string | null): ServedVariant | null => {
  const active = activeVariantOf(route);
  if (version === null || String(active?.version) === version) return active;
  const variant = [...route.variants.values()].find((each) => String(each.version) === version);
  if (variant) return variant;
  throw new SlipwayError(
    'MODEL_UNKNOWN',
    { model: `${route.endpoint} version ${version}` },
    { field: 'version' },
  );
};

const servedVariant = (table: RouteTable, { endpoint, version }: ModelPath) => {
  const route = routeOf(table, endpoint);
  const variant = variantOf(route, version);
  if (variant) return { route, variant };
  throw new SlipwayError('MODEL_NOT_READY', { model: endpoint, reason: 'it has no active variant' });
};

/** GET /v2 */
export const serverMetadata = (): Reply => jsonReply(SERVER);

/** GET /v2/models: an endpoint is a model to clients of the protocol. */
export const modelList = ({ routes }: RouteTable): Reply => jsonReply({ models: [...routes.keys()] });

/** GET /v2/models/{endpoint}[/versions/{version}]: inputs and outputs. Throws MODEL_UNKNOWN, MODEL_NOT_READY. */
export const modelMetadata = (table: RouteTable, path: ModelPath): Reply => {
  const { route, variant } = servedVariant(table, path);
  const { inputs, outputs } = variant.signature;
  const versions = [...new Set([...route.variants.values()].map(({ version }) => String(version)))];
  const metadata: ModelMetadata = { name: path.endpoint, versions, platform: PLATFORM, inputs, outputs };
  return jsonReply(metadata);
};

/** GET /v2/models/{endpoint}/config: what clients of the extension read; the endpoint joins rows by itself. Throws like `modelMetadata`. */
export const modelConfig = (table: RouteTable, path: ModelPath): Reply => {
  const { inputs, outputs } = servedVariant(table, path).variant.signature;
  const tensors = (specs: typeof inputs) =>
    specs.map(({ name, datatype, shape }) => ({
      name,
      data_type: `TYPE_${datatype === 'BYTES' ? 'STRING' : datatype}`,
      dims: shape,
    }));
  return jsonReply({
    name: path.endpoint,
    platform: PLATFORM,
    max_batch_size: 0,
    input: tensors(inputs),
    output: tensors(outputs),
  });
};

/** GET /v2/models/{endpoint}/stats: the state of its predictors in this gateway; times are the predictors' own. Throws MODEL_UNKNOWN. */
export const modelStatistics = (table: RouteTable, { endpoint }: ModelPath): Reply => {
  const { variants } = routeOf(table, endpoint);
  return jsonReply({
    model_stats: [...variants.values()].map(({ name, version, predictors }) => ({
      name: endpoint,
      version: String(version),
      variant: name,
      predictors: predictors.map((predictor) => predictor.statistics()),
    })),
  });
};

/**
 * GET /v2/models/{endpoint}[/versions/{version}]/ready: ready when the variant can be asked and the endpoint is switched on.
 * Throws MODEL_UNKNOWN.
 */
export const modelReady = (table: RouteTable, { endpoint, version }: ModelPath): Reply => {
  const route = routeOf(table, endpoint);
  const variant = variantOf(route, version);
  const open = route.parameters.activate && route.refusal === null;
  const ready = open && variant?.active && readyPredictors(variant) > 0;
  return jsonReply({ name: endpoint, ready }, ready ? 200 : 503);
};
