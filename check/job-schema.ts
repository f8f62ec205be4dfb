import { readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Check } from './check.ts';

const SCHEMA = 'docs/job.schema.json';

/** Loaded late, so that a contracts package which does not even load is one red line and not a crash of the tool. */
async function current(): Promise<unknown> {
  return (await import('@slipway/contracts')).jobJsonSchema();
}

/** The same whatever the formatter makes of white space. */
function sameJson(text: string, value: unknown): boolean {
  return text !== '' && JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
}

/** Compares docs/job.schema.json with the schema of declarations in the contracts. */
export function jobSchemaCheck(root: string): Check {
  return {
    name: 'schema',
    about: `${SCHEMA} agrees with the declaration of jobs in the contracts`,
    run: async () => {
      const written = await readFile(join(root, SCHEMA), 'utf8').catch(() => '');
      const ok = sameJson(written, await current());
      return {
        ok,
        summary: '',
        details: ok ? '' : `${SCHEMA}  differs from the contracts: run "npm run fix"`,
      };
    },
  };
}

async function write(root: string): Promise<void> {
  const path = join(root, SCHEMA);
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, `${JSON.stringify(await current(), null, 2)}\n`);
  await rename(beside, path);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } });
  if (values.write) await write(root);
  else {
    const { ok, details } = await jobSchemaCheck(root).run();
    if (!ok) console.error(details);
    process.exitCode = ok ? 0 : 1;
  }
}
