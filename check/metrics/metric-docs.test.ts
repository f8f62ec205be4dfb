import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { metricDocsCheck } from '../metric-docs.ts';
import { loadMetricCatalogue } from './metric-catalogue.ts';
import { renderMetricDocs } from './render-metric-docs.ts';

it('a family is a row with its type, labels and meaning', () => {
  const family = { name: 'a_total', type: 'counter', help: 'Rows | by <what>.', labels: ['x', 'y'] } as const;
  const text = renderMetricDocs({ gateway: [family], predictor: [], log: [], api: [], process: [] });
  assert.ok(text.includes('| `a_total` | counter | `x`, `y` | Rows \\| by &lt;what>. |\n'), text);
});

it('names are those of Prometheus: counters of ours end with _total, times are in seconds, every help is a sentence', async () => {
  for (const { name, type, help, labels } of Object.values(await loadMetricCatalogue()).flat()) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.match(help, /^[A-Z0-9].*\.$/, name);
    assert.equal(new Set(labels).size, labels.length, name);
    if (name.startsWith('nv_')) continue;
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    if (type === 'histogram') assert.match(name, /_seconds$/);
  }
});

it('the page is compared with what is declared', async () => {
  const here = await metricDocsCheck(resolve(import.meta.dirname, '../..')).run();
  assert.deepEqual([here.ok, here.details], [true, '']);
  const elsewhere = await metricDocsCheck(import.meta.dirname).run();
  assert.deepEqual([elsewhere.ok, /npm run fix/.test(elsewhere.details)], [false, true]);
});
