import { type CallRoute, JsonText, reads, writes } from '../door/call.ts';
import { invalidField } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import { lifecyclesOf, limitOf } from '../experiments/experiment-routes.ts';
import { parseFilter } from '../search/filter.ts';
import { MOST_ORDER_TERMS, parseOrder } from '../search/order-by.ts';
import { offsetOf, pageOf } from '../search/page-token.ts';
import type { MetricPoint } from './metric-log.ts';
import { runInfo, runJson } from './run-json.ts';
import { RUN_RULES } from './run-search.ts';
import type { RunValues } from './run-values.ts';
import { type DatasetInput, TRACKED_RUN_STATES, type TrackedRuns } from './runs.ts';
import { keyOf, paramOf, tagOf } from './value-limits.ts';

const MOST_RUNS = 50_000;
const USUAL_RUNS = 1000;
const MOST_POINTS = 25_000;
/** Of one batch. */
const MOST_VALUES = { metrics: 1000, params: 100, tags: 100, all: 1000 };
/** Datasets or models of one request. */
const MOST_LINKS = 1000;
const NAME_LENGTH = 500;
const DATASET_CONTEXT_TAG = 'mlflow.data.context';

const runIdOf = (fields: Fields): string =>
  fields.has('run_id') || !fields.has('run_uuid') ? fields.text('run_id', 300) : fields.text('run_uuid', 300);

const metricOf = (fields: Fields): MetricPoint => {
  const dataset = fields.optional('dataset_name');
  return {
    key: keyOf(fields),
    value: fields.double('value'),
    timestamp: fields.time('timestamp'),
    step: fields.optionalInteger('step') ?? 0,
    model: fields.optional('model_id'),
    dataset:
      dataset === undefined ? undefined : { name: dataset, digest: fields.optional('dataset_digest') ?? '' },
  };
};

const datasetOf = (fields: Fields): DatasetInput => {
  const dataset = fields.object('dataset');
  const tags = fields.objects('tags').map(tagOf);
  return {
    name: dataset.text('name', 500),
    digest: dataset.text('digest', 500),
    source_type: dataset.text('source_type', 500),
    source: dataset.text('source'),
    schema: dataset.optional('schema', 1_000_000) ?? null,
    profile: dataset.optional('profile', 16_000_000) ?? null,
    context: tags.find(({ key }) => key === DATASET_CONTEXT_TAG)?.value ?? null,
    tags,
  };
};

const batchOf = (fields: Fields) => {
  const given = {
    metrics: fields.objects('metrics'),
    params: fields.objects('params'),
    tags: fields.objects('tags'),
  };
  const all = given.metrics.length + given.params.length + given.tags.length;
  for (const [name, count] of [
    ['metrics', given.metrics.length],
    ['params', given.params.length],
    ['tags', given.tags.length],
    ['all', all],
  ] as const)
    if (count > MOST_VALUES[name])
      throw invalidField(
        name,
        `A batch logging request can contain at most ${MOST_VALUES[name]} ${name === 'all' ? 'metrics, params, and tags in total' : name}. Got ${count}. Please split up requests and try again`,
      );
  return {
    metrics: given.metrics.map(metricOf),
    params: given.params.map(paramOf),
    tags: given.tags.map(tagOf),
  };
};

const mlmodelOf = (text: string): object => {
  try {
    const model: unknown = JSON.parse(text);
    if (typeof model === 'object' && model !== null) return model;
  } catch {
    // Told below, as for JSON that is no object.
  }
  throw invalidField('model_json', 'Malformed model info: model_json must be a JSON object');
};

const NOTHING = { metrics: [], params: [], tags: [] };

export const runRoutes = (runs: TrackedRuns, values: RunValues): CallRoute[] => [
  writes('POST', 'mlflow/runs/create', async ({ fields, caller }) => {
    const run = await runs.create(
      {
        experiment: fields.text('experiment_id'),
        user: fields.optional('user_id') ?? caller.subject,
        name: fields.optional('run_name', NAME_LENGTH),
        startTime: fields.has('start_time') ? fields.time('start_time') : runs.now(),
        tags: fields.objects('tags').map(tagOf),
      },
      caller,
    );
    return new JsonText(`{"run":${runJson(run)}}`);
  }),
  reads(
    'GET',
    'mlflow/runs/get',
    async ({ fields }) => new JsonText(`{"run":${runJson(await runs.get(runIdOf(fields)))}}`),
  ),
  writes('POST', 'mlflow/runs/update', async ({ fields, caller }) => ({
    run_info: runInfo(
      await runs.update(
        runIdOf(fields),
        {
          status: fields.oneOf('status', TRACKED_RUN_STATES),
          endTime: fields.has('end_time') ? fields.time('end_time') : undefined,
          name: fields.optional('run_name', NAME_LENGTH),
        },
        caller,
      ),
    ),
  })),
  writes('POST', 'mlflow/runs/delete', async ({ fields, caller }) => {
    await runs.setLifecycle(runIdOf(fields), 'deleted', caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/restore', async ({ fields, caller }) => {
    await runs.setLifecycle(runIdOf(fields), 'active', caller);
    return {};
  }),
  reads('POST', 'mlflow/runs/search', async ({ fields }) => {
    const limit = limitOf(fields, USUAL_RUNS, MOST_RUNS);
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await runs.search({
      experiments: fields.texts('experiment_ids'),
      comparisons: parseFilter(fields.optional('filter'), RUN_RULES),
      order: parseOrder(fields.texts('order_by', MOST_ORDER_TERMS), RUN_RULES),
      lifecycles: lifecyclesOf(fields, 'run_view_type'),
      limit,
      offset,
    });
    const { items, next } = pageOf(rows, limit, offset);
    const token = next.next_page_token === undefined ? '' : `,"next_page_token":"${next.next_page_token}"`;
    return new JsonText(`{"runs":[${items.map(runJson).join(',')}]${token}}`);
  }),
  writes('POST', 'mlflow/runs/log-metric', async ({ fields, caller }) => {
    await values.log(runIdOf(fields), { ...NOTHING, metrics: [metricOf(fields)] }, caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/log-parameter', async ({ fields, caller }) => {
    await values.log(runIdOf(fields), { ...NOTHING, params: [paramOf(fields)] }, caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/set-tag', async ({ fields, caller }) => {
    await values.log(runIdOf(fields), { ...NOTHING, tags: [tagOf(fields)] }, caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/delete-tag', async ({ fields, caller }) => {
    await values.deleteTag(runIdOf(fields), fields.text('key'), caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/log-batch', async ({ fields, caller }) => {
    await values.log(runIdOf(fields), batchOf(fields), caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/log-model', async ({ fields, caller }) => {
    await values.logModel(runIdOf(fields), mlmodelOf(fields.text('model_json', 16_000_000)), caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/log-inputs', async ({ fields, caller }) => {
    const run = runIdOf(fields);
    await runs.addDatasets(run, fields.objects('datasets', MOST_LINKS).map(datasetOf), caller);
    const models = fields
      .objects('models', MOST_LINKS)
      .map((each) => ({ model: each.text('model_id', 300), step: 0 }));
    await runs.link(run, 'input', models, caller);
    return {};
  }),
  writes('POST', 'mlflow/runs/outputs', async ({ fields, caller }) => {
    const models = fields
      .objects('models', MOST_LINKS)
      .map((each) => ({ model: each.text('model_id', 300), step: each.optionalInteger('step') ?? 0 }));
    await runs.link(runIdOf(fields), 'output', models, caller);
    return {};
  }),
  reads('GET', 'mlflow/metrics/get-history', async ({ fields }) => {
    // Without a limit clients expect all of it at once, and read no further page.
    const limit = fields.has('max_results') ? limitOf(fields, MOST_POINTS, MOST_POINTS) : 2 ** 31 - 2;
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await values.history(runIdOf(fields), fields.text('metric_key'), limit, offset);
    const { items, next } = pageOf(rows, limit, offset);
    const metrics = items.map(({ value, ...point }) => ({
      ...point,
      value: Number.isNaN(value) ? 'NaN' : value,
    }));
    return { metrics, ...next };
  }),
];
