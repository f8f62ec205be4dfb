import { type CallRoute, reads, writes } from '../door/call.ts';
import { invalidField } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import { limitOf } from '../experiments/experiment-routes.ts';
import { paramOf, tagOf } from '../runs/value-limits.ts';
import { parseFilter } from '../search/filter.ts';
import { MOST_ORDER_TERMS } from '../search/order-by.ts';
import { offsetOf, pageOf } from '../search/page-token.ts';
import type { LoggedModelRow, LoggedModels } from './logged-models.ts';
import { LOGGED_MODEL_RULES } from './model-search.ts';

const MOST_MODELS = 1000;
const USUAL_MODELS = 100;
const STATUSES = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
] as const;

const withoutNulls = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

const viewOf = (row: LoggedModelRow) => ({
  info: {
    model_id: row.id,
    experiment_id: String(row.experiment),
    name: row.name,
    creation_timestamp_ms: row.created_at,
    last_updated_timestamp_ms: row.updated_at,
    artifact_uri: row.artifact_uri,
    status: row.status,
    ...(row.model_type === null ? {} : { model_type: row.model_type }),
    ...(row.source_run === null ? {} : { source_run_id: row.source_run }),
    tags: row.tags ?? [],
    registrations: row.registrations ?? [],
  },
  data: { params: row.params ?? [], metrics: (row.metrics ?? []).map(withoutNulls) },
});

const datasetOf = (fields: Fields) => ({
  name: fields.text('dataset_name', 500),
  digest: fields.optional('dataset_digest', 500),
});

const orderOf = (fields: Fields) => ({
  field: fields.text('field_name', 500),
  ascending: fields.has('ascending') ? fields.flag('ascending') : true,
  dataset: fields.has('dataset_name') ? datasetOf(fields) : undefined,
});

const idOf = (params: Readonly<Record<string, string>>): string => params.model_id ?? '';

const nameOf = (fields: Fields): string | undefined => {
  const name = fields.optional('name', 250);
  if (name !== undefined && /[/:.%"']/.test(name))
    throw invalidField('name', `Invalid model name ("${name}"): it must not contain any of / : . % " '`);
  return name;
};

export const loggedModelRoutes = (models: LoggedModels): CallRoute[] => [
  writes('POST', 'mlflow/logged-models', async ({ fields, caller }) => ({
    model: viewOf(
      await models.create(
        {
          experiment: fields.text('experiment_id'),
          name: nameOf(fields),
          type: fields.optional('model_type', 500),
          sourceRun: fields.optional('source_run_id', 300),
          params: fields.objects('params').map(paramOf),
          tags: fields.objects('tags').map(tagOf),
        },
        caller,
      ),
    ),
  })),
  reads('POST', 'mlflow/logged-models/search', async ({ fields }) => {
    const limit = limitOf(fields, USUAL_MODELS, MOST_MODELS);
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await models.search({
      experiments: fields.texts('experiment_ids'),
      comparisons: parseFilter(fields.optional('filter'), LOGGED_MODEL_RULES),
      datasets: fields.objects('datasets', MOST_ORDER_TERMS).map(datasetOf),
      order: fields.objects('order_by', MOST_ORDER_TERMS).map(orderOf),
      limit,
      offset,
    });
    const { items, next } = pageOf(rows, limit, offset);
    return { models: items.map(viewOf), ...next };
  }),
  reads('GET', 'mlflow/logged-models/{model_id}', async ({ params }) => ({
    model: viewOf(await models.get(idOf(params))),
  })),
  writes('PATCH', 'mlflow/logged-models/{model_id}', async ({ fields, params, caller }) => {
    const status = fields.oneOf('status', STATUSES, 0);
    if (status === undefined) throw invalidField('status', "Missing value for required parameter 'status'");
    return { model: viewOf(await models.setStatus(idOf(params), status, caller)) };
  }),
  writes('DELETE', 'mlflow/logged-models/{model_id}', async ({ params, caller }) => {
    await models.remove(idOf(params), caller);
    return {};
  }),
  writes('PATCH', 'mlflow/logged-models/{model_id}/tags', async ({ fields, params, caller }) => ({
    model: viewOf(await models.setTags(idOf(params), fields.objects('tags').map(tagOf), caller)),
  })),
  writes('DELETE', 'mlflow/logged-models/{model_id}/tags/{tag_key}', async ({ params, caller }) => {
    await models.deleteTag(idOf(params), params.tag_key ?? '', caller);
    return {};
  }),
  writes('POST', 'mlflow/logged-models/{model_id}/params', async ({ fields, params, caller }) => {
    await models.addParams(idOf(params), fields.objects('params').map(paramOf), caller);
    return {};
  }),
];
