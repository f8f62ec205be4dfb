import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { it } from 'node:test';
import { loadMetricCatalogue } from '../../check/metrics/metric-catalogue.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const COLUMNS = 24;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: Place;
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const dashboard = JSON.parse(
  readFileSync(join(ROOT, 'deploy/grafana/slipway-serving.json'), 'utf8'),
) as Dashboard;
const { panels } = dashboard;
const queries = [
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
];

/** Words of a query that can only be names of metrics: ours, Triton's, those of the process. */
const metricsIn = (query: string): string[] =>
  query.replaceAll(/"[^"]*"/g, '""').match(/\b(?:slipway|nv|process)_\w+/g) ?? [];

it('every metric of the dashboard is one that gateway or predictor tell', async () => {
  const catalogue = await loadMetricCatalogue();
  const told = new Set(
    Object.values(catalogue)
      .flat()
      .flatMap(({ name, type }) =>
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
      ),
  );
  const asked = new Set(queries.flatMap(metricsIn));
  assert.ok(asked.size > 30, [...asked].join(' '));
  assert.deepEqual(
    [...asked].filter((name) => !told.has(name)),
    [],
  );
});

it('every label in braces is one of its metric, or one that Prometheus adds', async () => {
  const families = Object.values(await loadMetricCatalogue()).flat();
  const added = ['le', 'job', 'instance'];
  const wrong = queries.flatMap((query) =>
    [...query.matchAll(/\b(\w+?)(?:_bucket)?\{([^}]*)\}/g)].flatMap(([, name, selectors = '']) => {
      const known = [...(families.find((family) => family.name === name)?.labels ?? []), ...added];
      const used = [...selectors.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label]) => label!);
      return used.filter((label) => !known.includes(label as never)).map((label) => `${name}: ${label}`);
    }),
  );
  assert.deepEqual(wrong, []);
});

it('panels have ids of their own, a title, queries, and a place that no other takes', () => {
  const ids = panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(dashboard.schemaVersion >= 41);
  const taken = new Set<string>();
  for (const { title, type, targets = [], gridPos } of panels) {
    assert.ok(title.length > 0 && (type === 'row' || targets.length > 0), title);
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, title);
    assert.ok(gridPos.x + gridPos.w <= COLUMNS, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.ok(!taken.has(`${x},${y}`), `${title} lies on another panel`);
        taken.add(`${x},${y}`);
      }
  }
});
