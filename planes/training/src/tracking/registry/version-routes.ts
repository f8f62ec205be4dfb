import { SlipwayError } from '@slipway/contracts';
import { assertOwn } from '../access/tracking-caller.ts';
import { type CallRoute, reads, writes } from '../door/call.ts';
import type { Fields } from '../door/fields.ts';
import { limitOf } from '../experiments/experiment-routes.ts';
import type { VersionMaker } from '../registration/version-maker.ts';
import { parseFilter } from '../search/filter.ts';
import { MOST_ORDER_TERMS, parseOrder } from '../search/order-by.ts';
import { offsetOf, pageOf } from '../search/page-token.ts';
import type { Registry } from './registry.ts';
import { registryTagOf } from './registry-routes.ts';
import { VERSION_RULES } from './registry-search.ts';
import { versionView } from './registry-views.ts';

const MOST_VERSIONS = 200_000;
const USUAL_VERSIONS = 10_000;

const named = (fields: Fields): [string, number] => [fields.text('name'), fields.integer('version')];

/** Versions of registered models. */
export const versionRoutes = (registry: Registry, maker: VersionMaker): CallRoute[] => {
  const latest: CallRoute['answer'] = async ({ fields }) => {
    if (fields.texts('stages').some((stage) => stage.toLowerCase() !== 'none'))
      throw new SlipwayError('STAGES_NOT_OFFERED', {}, { field: 'stages' });
    const { number } = await registry.get(fields.text('name'));
    const version = (await registry.latest([number])).get(number);
    return { model_versions: version === undefined ? [] : [versionView(version)] };
  };
  const search: CallRoute['answer'] = async ({ fields }) => {
    const limit = limitOf(fields, USUAL_VERSIONS, MOST_VERSIONS);
    const offset = offsetOf(fields.optional('page_token'));
    const rows = await registry.searchVersions({
      comparisons: parseFilter(fields.optional('filter'), VERSION_RULES),
      order: parseOrder(fields.texts('order_by', MOST_ORDER_TERMS), VERSION_RULES),
      limit,
      offset,
    });
    const { items, next } = pageOf(rows, limit, offset);
    return { model_versions: items.map(versionView), ...next };
  };
  return [
    reads('POST', 'mlflow/registered-models/get-latest-versions', latest),
    reads('GET', 'mlflow/registered-models/get-latest-versions', latest),
    reads('GET', 'mlflow/registered-models/alias', async ({ fields }) => ({
      model_version: versionView(await registry.byAlias(fields.text('name'), fields.text('alias'))),
    })),
    writes('POST', 'mlflow/model-versions/create', async ({ fields, caller }) => ({
      model_version: versionView(
        await maker.make(
          {
            name: fields.text('name'),
            source: fields.text('source', 3000),
            runId: fields.optional('run_id', 300) || null,
            runLink: fields.optional('run_link', 3000) || null,
            modelId: fields.optional('model_id', 300) || null,
            description: fields.optional('description') ?? null,
            tags: fields.objects('tags').map(registryTagOf),
          },
          caller,
        ),
      ),
    })),
    writes('PATCH', 'mlflow/model-versions/update', async ({ fields }) => ({
      model_version: versionView(
        await registry.describeVersion(...named(fields), fields.optional('description') ?? ''),
      ),
    })),
    writes('POST', 'mlflow/model-versions/transition-stage', () => {
      throw new SlipwayError('STAGES_NOT_OFFERED', {}, { field: 'stage' });
    }),
    writes('DELETE', 'mlflow/model-versions/delete', async ({ fields, caller }) => {
      assertOwn(caller, null);
      await registry.removeVersion(...named(fields));
      return {};
    }),
    reads('GET', 'mlflow/model-versions/get', async ({ fields }) => ({
      model_version: versionView(await registry.version(...named(fields))),
    })),
    reads('GET', 'mlflow/model-versions/search', search),
    reads('POST', 'mlflow/model-versions/search', search),
    reads('GET', 'mlflow/model-versions/get-download-uri', async ({ fields }) => ({
      artifact_uri: (await registry.version(...named(fields))).artifact_uri,
    })),
    writes('POST', 'mlflow/model-versions/set-tag', async ({ fields }) => {
      await registry.setVersionTag(...named(fields), registryTagOf(fields));
      return {};
    }),
    writes('DELETE', 'mlflow/model-versions/delete-tag', async ({ fields }) => {
      await registry.deleteVersionTag(...named(fields), fields.text('key'));
      return {};
    }),
  ];
};
