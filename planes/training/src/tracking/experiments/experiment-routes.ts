import { assertOwn } from '../access/tracking-caller.ts';
import { type CallRoute, reads, writes } from '../door/call.ts';
import { invalidField } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import { parseFilter } from '../search/filter.ts';
import { MOST_ORDER_TERMS, parseOrder } from '../search/order-by.ts';
import { offsetOf, pageOf } from '../search/page-token.ts';
import type { Lifecycle } from '../storage/tables.ts';
import type { KeyValue } from '../storage/value-rows.ts';
import { EXPERIMENT_RULES } from './experiment-search.ts';
import type { Experiments, TaggedExperiment } from './experiments.ts';

const NAME_LENGTH = 500;
const TAG_KEY_LENGTH = 250;
const TAG_VALUE_LENGTH = 5000;
const MOST_RESULTS = 50_000;
const DEFAULT_RESULTS = 1000;

const viewOf = (row: TaggedExperiment) => ({
  experiment_id: String(row.id),
  name: row.name,
  artifact_location: row.artifact_location,
  lifecycle_stage: row.lifecycle,
  creation_time: row.created_at,
  last_update_time: row.updated_at,
  tags: row.tags,
});

const VIEWS = ['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'] as const;

/** The lifecycles of a view; what is active without one. */
export const lifecyclesOf = (fields: Fields, name: string): readonly Lifecycle[] => {
  const view = fields.oneOf(name, VIEWS) ?? 'ACTIVE_ONLY';
  return view === 'ALL' ? ['active', 'deleted'] : [view === 'ACTIVE_ONLY' ? 'active' : 'deleted'];
};

/** How many results are wanted, between 1 and `most`. Throws INVALID_REQUEST. */
export const limitOf = (fields: Fields, usual: number, most: number): number => {
  const limit = fields.optionalInteger('max_results') ?? usual;
  if (limit < 1 || limit > most)
    throw invalidField(
      'max_results',
      `Invalid value ${limit} for parameter 'max_results' supplied: it must be between 1 and ${most}`,
    );
  return limit;
};

const tagOf = (fields: Fields): KeyValue => ({
  key: fields.text('key', TAG_KEY_LENGTH),
  value: fields.optional('value', TAG_VALUE_LENGTH) ?? '',
});

export const experimentRoutes = (experiments: Experiments): CallRoute[] => {
  const search: CallRoute['answer'] = async ({ fields }) => {
    const limit = limitOf(fields, DEFAULT_RESULTS, MOST_RESULTS);
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await experiments.search({
      comparisons: parseFilter(fields.optional('filter'), EXPERIMENT_RULES),
      order: parseOrder(fields.texts('order_by', MOST_ORDER_TERMS), EXPERIMENT_RULES),
      lifecycles: lifecyclesOf(fields, 'view_type'),
      limit,
      offset,
    });
    const { items, next } = pageOf(rows, limit, offset);
    return { experiments: items.map(viewOf), ...next };
  };
  return [
    writes('POST', 'mlflow/experiments/create', async ({ fields }) => ({
      experiment_id: await experiments.create(
        fields.text('name', NAME_LENGTH),
        fields.optional('artifact_location'),
        fields.objects('tags').map(tagOf),
      ),
    })),
    reads('POST', 'mlflow/experiments/search', search),
    reads('GET', 'mlflow/experiments/search', search),
    reads('GET', 'mlflow/experiments/get', async ({ fields }) => ({
      experiment: viewOf(await experiments.get(fields.text('experiment_id'))),
    })),
    reads('GET', 'mlflow/experiments/get-by-name', async ({ fields }) => ({
      experiment: viewOf(await experiments.byName(fields.text('experiment_name'))),
    })),
    writes('POST', 'mlflow/experiments/delete', async ({ fields, caller }) => {
      assertOwn(caller, null);
      await experiments.setLifecycle(fields.text('experiment_id'), 'deleted');
      return {};
    }),
    writes('POST', 'mlflow/experiments/restore', async ({ fields, caller }) => {
      assertOwn(caller, null);
      await experiments.setLifecycle(fields.text('experiment_id'), 'active');
      return {};
    }),
    writes('POST', 'mlflow/experiments/update', async ({ fields, caller }) => {
      assertOwn(caller, null);
      await experiments.rename(fields.text('experiment_id'), fields.text('new_name', NAME_LENGTH));
      return {};
    }),
    writes('POST', 'mlflow/experiments/set-experiment-tag', async ({ fields }) => {
      await experiments.setTag(fields.text('experiment_id'), tagOf(fields));
      return {};
    }),
    ...(['POST', 'DELETE'] as const).map((method) =>
      writes(method, 'mlflow/experiments/delete-experiment-tag', async ({ fields }) => {
        await experiments.deleteTag(fields.text('experiment_id'), fields.text('key'));
        return {};
      }),
    ),
    reads('POST', 'mlflow/experiments/search-datasets', async ({ fields }) => {
      const ids = fields.texts('experiment_ids');
      if (ids.length === 0) throw invalidField('experiment_ids', 'experiment_ids must name an experiment');
      const datasets = await experiments.datasets(ids);
      return {
        dataset_summaries: datasets.map(({ experiment, name, digest, context }) => ({
          experiment_id: String(experiment),
          name,
          digest,
          ...(context === null ? {} : { context }),
        })),
      };
    }),
  ];
};
