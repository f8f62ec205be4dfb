import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Check, Outcome } from './check.ts';
import { commandChecks } from './command-checks.ts';
import { errorDocsCheck } from './error-docs.ts';
import { jobSchemaCheck } from './job-schema.ts';
import { metricDocsCheck } from './metric-docs.ts';
import { ruleChecks } from './rule-checks.ts';

const ROOT = resolve(import.meta.dirname, '..');
const CHECKS: readonly Check[] = [
  ...commandChecks(ROOT),
  ...ruleChecks(ROOT),
  errorDocsCheck(ROOT),
  metricDocsCheck(ROOT),
  jobSchemaCheck(ROOT),
];
/** The compiler and the linter use several threads each: more at once only wait for each other. */
const AT_ONCE = 2;

function usage(): string {
  const lines = CHECKS.map(({ name, about }) => `  ${name.padEnd(12)}${about}`);
  return [
    'npm run check                          run every check and report them together',
    'npm run check -- --only <name>[,…]     run some of them',
    '',
    ...lines,
    '',
    'Exit code: 0 all green, 1 something is red, 2 wrong usage.',
  ].join('\n');
}

/** The named checks; undefined when a name is unknown. */
function chosen(only: readonly string[] | undefined): readonly Check[] | undefined {
  if (only === undefined) return CHECKS;
  const names = only.flatMap((text) => text.split(','));
  const known = names.every((name) => CHECKS.some((check) => check.name === name));
  return known ? CHECKS.filter((check) => names.includes(check.name)) : undefined;
}

async function runOne(check: Check): Promise<Outcome> {
  const start = performance.now();
  const outcome = await check
    .run()
    .catch(
      (error: Error): Outcome => ({ ok: false, summary: 'crashed', details: error.stack ?? String(error) }),
    );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${outcome.ok ? '✓' : '✗'} ${check.name.padEnd(12)}${seconds.padStart(5)} s  ${outcome.summary}`,
  );
  return outcome;
}

async function runAll(checks: readonly Check[]): Promise<boolean> {
  const outcomes = new Map<Check, Outcome>();
  const waiting = [...checks];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      outcomes.set(next, await runOne(next));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const red = checks.filter((check) => !outcomes.get(check)?.ok);
  for (const check of red) console.log(`\n── ${check.name} ──\n${outcomes.get(check)?.details}`);
  console.log(red.length === 0 ? '\nAll green.' : `\nRed: ${red.map((check) => check.name).join(', ')}`);
  return red.length === 0;
}

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
});
const checks = chosen(values.only);
if (values.help) {
  console.log(usage());
} else if (checks === undefined) {
  console.error(`--only takes: ${CHECKS.map((check) => check.name).join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await runAll(checks)) ? 0 : 1;
}
