import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isTest } from './boundaries/file-kind.ts';
import { readTree } from './boundaries/read-tree.ts';
import { formatViolation } from './boundaries/violation.ts';
import type { Check, Outcome } from './check.ts';
import type { Catalogue } from './errors/catalogue-entry.ts';
import { type ErrorUses, scanErrorUses } from './errors/error-uses.ts';
import { judgeErrorUses } from './errors/judge-error-uses.ts';
import { renderErrorDocs } from './errors/render-error-docs.ts';

const DOCS = 'docs/errors.md';
const CATALOGUE = 'core/contracts/src/errors/catalogue.ts';

/** Compares docs/errors.md and every use of a code with the catalogue. */
export function errorDocsCheck(root: string): Check {
  return {
    name: 'errors',
    about: `${DOCS} and the code agree with the catalogue of errors`,
    run: async () => {
      try {
        return await judge(root, await loadCatalogue());
      } catch (error) {
        return { ok: false, summary: '', details: `the catalogue cannot be loaded: ${String(error)}` };
      }
    },
  };
}

/** Loaded late, so that a contracts package which does not even load is one red line and not a crash of the tool. */
async function loadCatalogue(): Promise<Catalogue> {
  const { ERROR_CATALOGUE } = await import('@slipway/contracts');
  return ERROR_CATALOGUE;
}

async function judge(root: string, catalogue: Catalogue): Promise<Outcome> {
  const details: string[] = [];
  const written = await readFile(join(root, DOCS), 'utf8').catch(() => '');
  if (written !== renderErrorDocs(catalogue))
    details.push(`${DOCS}  differs from the catalogue: run "npm run fix"`);
  const uses = new Map<string, ErrorUses>();
  for (const [path, file] of readTree(root).files) {
    if (file.package.role === 'root' || isTest(path) || path === CATALOGUE) continue;
    uses.set(path, scanErrorUses(path, await readFile(join(root, path), 'utf8')));
  }
  details.push(...judgeErrorUses(catalogue, CATALOGUE, uses).map(formatViolation));
  return {
    ok: details.length === 0,
    summary: `${Object.keys(catalogue).length} codes`,
    details: details.join('\n'),
  };
}

async function writeDocs(root: string): Promise<void> {
  const path = join(root, DOCS);
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, renderErrorDocs(await loadCatalogue()));
  await rename(beside, path);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({
    options: { write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    console.log(`node check/error-docs.ts            compare ${DOCS} and the code with the catalogue`);
    console.log(`node check/error-docs.ts --write    write ${DOCS} from the catalogue`);
  } else if (values.write) {
    await writeDocs(root);
  } else {
    const outcome = await errorDocsCheck(root).run();
    if (outcome.details) console.error(outcome.details);
    process.exitCode = outcome.ok ? 0 : 1;
  }
}
