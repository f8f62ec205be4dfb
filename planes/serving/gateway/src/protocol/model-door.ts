import { type ModelMetadata, type ServerMetadata, SlipwayError } from '@slipway/contracts';
import type { RouteTable } from '../routing/route-table.ts';
import { activeVariantOf, readyPredictors, type ServedRoute } from '../routing/served-route.ts';
import { jsonReply, type Reply } from './inbound.ts';

/** ONNX as the protocol's text names it. */
const PLATFORM = 'onnx_onnxv1';

const SERVER: ServerMetadata = { name: 'slipway', version: '0.1.0', extensions: [] };

const routeOf = ({ routes }: RouteTable, model: string): ServedRoute => {
  const route = routes.get(model);
  if (!route) throw new SlipwayError('MODEL_UNKNOWN', { model }, { field: 'model' });
  return route;
};

/** GET /v2 */
export const serverMetadata = (): Reply => jsonReply(SERVER);

/** GET /v2/models: an endpoint is a model to clients of the protocol. */
export const modelList = ({ routes }: RouteTable): Reply => jsonReply({ models: [...routes.keys()] });

/** GET /v2/models/{endpoint}: inputs and outputs of the active variant. Throws MODEL_UNKNOWN, MODEL_NOT_READY. */
export const modelMetadata = (table: RouteTable, model: string): Reply => {
  const route = routeOf(table, model);
  const variant = activeVariantOf(route);
  if (!variant) throw new SlipwayError('MODEL_NOT_READY', { model, reason: 'it has no active variant' });
  const { inputs, outputs } = variant.signature;
  const versions = [...new Set([...route.variants.values()].map(({ version }) => String(version)))];
  return jsonReply({ name: model, versions, platform: PLATFORM, inputs, outputs } satisfies ModelMetadata);
};

/** GET /v2/models/{endpoint}/ready: ready when the active variant answers and the endpoint is switched on. Throws MODEL_UNKNOWN. */
export const modelReady = (table: RouteTable, model: string): Reply => {
  const route = routeOf(table, model);
  const variant = activeVariantOf(route);
  const ready = route.parameters.activate && variant !== null && readyPredictors(variant) > 0;
  return jsonReply({ name: model, ready }, ready ? 200 : 503);
};
