import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Outcome } from './check.ts';
import { runCommand } from './run-command.ts';

/** The checks that are programs of others: compiler, linter and search for unused code. */
export function commandChecks(root: string): Check[] {
  const tool = (name: string): string => join(root, 'node_modules/.bin', name);
  return [
    {
      name: 'types',
      about: 'tsc over the root project, and over the console with its own settings',
      run: () => compile(root, tool('tsc')),
    },
    {
      name: 'lint',
      about: 'biome: lint rules, format and order of imports ("npm run fix" mends most of it)',
      run: () =>
        judge(
          tool('biome'),
          [
            'ci',
            '--colors=off',
            '--error-on-warnings',
            '--diagnostic-level=warn',
            '--max-diagnostics=40',
            '.',
          ],
          root,
        ),
    },
    {
      name: 'unused',
      about: 'knip: files, exports and dependencies that nothing uses',
      run: () => judge(tool('knip'), ['--no-progress', '--no-config-hints'], root),
    },
  ];
}

/** The projects of the compiler; the console has the browser's types instead of Node's. */
const PROJECTS = ['tsconfig.json', 'surfaces/console/tsconfig.json'];

async function compile(root: string, compiler: string): Promise<Outcome> {
  const projects = PROJECTS.filter((project) => existsSync(join(root, project)));
  const failures: string[] = [];
  for (const project of projects) {
    const outcome = await judge(compiler, ['--noEmit', '--pretty', 'false', '--project', project], root);
    if (!outcome.ok) failures.push(outcome.details);
  }
  return { ok: failures.length === 0, summary: projects.join(', '), details: failures.join('\n') };
}

async function judge(program: string, args: readonly string[], root: string): Promise<Outcome> {
  const { exitCode, output } = await runCommand(program, args, root);
  const ok = exitCode === 0;
  return { ok, summary: '', details: ok ? '' : output.trim() || `exit code ${exitCode}` };
}
