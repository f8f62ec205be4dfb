import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Check, Outcome } from './check.ts';
import { loadMetricCatalogue } from './metrics/metric-catalogue.ts';
import { type MetricCatalogue, renderMetricDocs } from './metrics/render-metric-docs.ts';

const DOCS = 'docs/metrics.md';

/** Compares docs/metrics.md with the metrics that the code declares. */
export function metricDocsCheck(root: string): Check {
  return {
    name: 'metrics',
    about: `${DOCS} agrees with the declared metrics`,
    run: async () => {
      try {
        return await judge(root, await loadMetricCatalogue());
      } catch (error) {
        return { ok: false, summary: '', details: `the metrics cannot be loaded: ${String(error)}` };
      }
    },
  };
}

async function judge(root: string, catalogue: MetricCatalogue): Promise<Outcome> {
  const families = Object.values(catalogue).flat();
  const details: string[] = [];
  const names = families.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  details.push(...twice.map((name) => `metric ${name} is declared twice`));
  const written = await readFile(join(root, DOCS), 'utf8').catch(() => '');
  if (written !== renderMetricDocs(catalogue))
    details.push(`${DOCS}  differs from the declared metrics: run "npm run fix"`);
  return { ok: details.length === 0, summary: `${families.length} families`, details: details.join('\n') };
}

async function writeDocs(root: string): Promise<void> {
  const path = join(root, DOCS);
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, renderMetricDocs(await loadMetricCatalogue()));
  await rename(beside, path);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({
    options: { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(`node check/metric-docs.ts            compare ${DOCS} with the declared metrics`);
    console.log(`node check/metric-docs.ts --write    write ${DOCS} from them`);
  } else if (values.write) {
    await writeDocs(root);
  } else {
    const outcome = await metricDocsCheck(root).run();
    if (outcome.details) console.error(outcome.details);
    process.exitCode = outcome.ok ? 0 : 1;
  }
}
