import { SlipwayError } from '@slipway/contracts';
import { assertOwn } from '../access/tracking-caller.ts';
import { type CallRoute, reads, writes } from '../door/call.ts';
import { invalidField } from '../door/error-answer.ts';
import type { Fields } from '../door/fields.ts';
import { limitOf } from '../experiments/experiment-routes.ts';
import { parseFilter } from '../search/filter.ts';
import { MOST_ORDER_TERMS, parseOrder } from '../search/order-by.ts';
import { offsetOf, pageOf } from '../search/page-token.ts';
import type { KeyValue } from '../storage/value-rows.ts';
import type { Registry } from './registry.ts';
import { PROMPT_TAG, REGISTERED_MODEL_RULES } from './registry-search.ts';
import { modelView, SLIPWAY_TAGS } from './registry-views.ts';

const NAME_LENGTH = 256;
const TAG_KEY_LENGTH = 250;
const TAG_VALUE_LENGTH = 100_000;

/** Throws INVALID_REQUEST for a name that would end a `models:/` address early. */
const modelNameOf = (fields: Fields, field = 'name'): string => {
  const name = fields.text(field, NAME_LENGTH);
  if (/[/:]/.test(name))
    throw invalidField(field, `Invalid model name "${name}": it must not contain "/" or ":"`);
  return name;
};

export const registryTagOf = (fields: Fields): KeyValue => {
  const key = fields.text('key', TAG_KEY_LENGTH);
  if (SLIPWAY_TAGS.test(key)) throw invalidField('key', `The tag "${key}" is set by Slipway`);
  if (key === PROMPT_TAG) throw new SlipwayError('TRACKING_NOT_OFFERED', { what: 'The prompt registry' });
  return { key, value: fields.optional('value', TAG_VALUE_LENGTH) ?? '' };
};

/** Registered models and aliases; versions are in version-routes. */
export const registryRoutes = (registry: Registry): CallRoute[] => {
  const viewOf = async (row: Awaited<ReturnType<Registry['get']>>) => ({
    registered_model: modelView(row, (await registry.latest([row.number])).get(row.number)),
  });
  const search: CallRoute['answer'] = async ({ fields }) => {
    const limit = limitOf(fields, 100, 1000);
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await registry.searchModels({
      comparisons: parseFilter(fields.optional('filter'), REGISTERED_MODEL_RULES),
      order: parseOrder(fields.texts('order_by', MOST_ORDER_TERMS), REGISTERED_MODEL_RULES),
      limit,
      offset,
    });
    const { items, next } = pageOf(rows, limit, offset);
    const latest = await registry.latest(items.map(({ number }) => number));
    return { registered_models: items.map((row) => modelView(row, latest.get(row.number))), ...next };
  };
  return [
    writes('POST', 'mlflow/registered-models/create', async ({ fields }) =>
      viewOf(
        await registry.create(
          modelNameOf(fields),
          fields.optional('description') ?? null,
          fields.objects('tags').map(registryTagOf),
        ),
      ),
    ),
    writes('POST', 'mlflow/registered-models/rename', async ({ fields, caller }) => {
      assertOwn(caller, null);
      return viewOf(await registry.rename(fields.text('name'), modelNameOf(fields, 'new_name')));
    }),
    writes('PATCH', 'mlflow/registered-models/update', async ({ fields }) =>
      viewOf(await registry.describe(fields.text('name'), fields.optional('description') ?? '')),
    ),
    writes('DELETE', 'mlflow/registered-models/delete', async ({ fields, caller }) => {
      assertOwn(caller, null);
      await registry.remove(fields.text('name'));
      return {};
    }),
    reads('GET', 'mlflow/registered-models/get', async ({ fields }) =>
      viewOf(await registry.get(fields.text('name'))),
    ),
    reads('GET', 'mlflow/registered-models/search', search),
    reads('POST', 'mlflow/registered-models/search', search),
    writes('POST', 'mlflow/registered-models/set-tag', async ({ fields }) => {
      await registry.setModelTag(fields.text('name'), registryTagOf(fields));
      return {};
    }),
    writes('DELETE', 'mlflow/registered-models/delete-tag', async ({ fields }) => {
      await registry.deleteModelTag(fields.text('name'), fields.text('key'));
      return {};
    }),
    writes('POST', 'mlflow/registered-models/alias', async ({ fields }) => {
      await registry.setAlias(fields.text('name'), fields.text('alias'), fields.integer('version'));
      return {};
    }),
    writes('DELETE', 'mlflow/registered-models/alias', async ({ fields }) => {
      await registry.removeAlias(fields.text('name'), fields.text('alias'));
      return {};
    }),
  ];
};
