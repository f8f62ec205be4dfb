import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FileReport } from './runner/file-report.ts';
import { isGreen, renderFile, renderSummary, runTotals } from './runner/run-summary.ts';
import { killRunningFiles, runTestFiles } from './runner/run-test-file.ts';
import { SUITES, testFiles } from './runner/test-files.ts';

const USAGE = `npm test                                run every test file that is in no suite of its own
npm test -- <part of a path> …          run the files whose path holds one of the parts
npm test -- --verbose gateway/routing   name every test

  --suite <name>        ${SUITES.join(', ')}: those files instead
  --timeout <seconds>   time that one file may take (default 240)
  --verbose, -v         name every test with its time
  --help, -h

The tests beside the code run first, some files of a package in one process, two processes more at a time than there are cores (of two);
then test/journeys, test/faults and whatever else starts a whole stack, each file by itself, one more at a
time than there are cores; test/endurance one at a time. Ends with the line "N passed, N failed, N skipped".
Exit code: 0 everything that ran passed, 1 a test failed or nothing ran, 130 interrupted.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    root: { type: 'string', default: resolve(import.meta.dirname, '..') },
    suite: { type: 'string' },
    timeout: { type: 'string', default: '240' },
    verbose: { type: 'boolean', short: 'v', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});

async function runAll(): Promise<boolean> {
  const start = performance.now();
  const reports: FileReport[] = [];
  const suite = SUITES.find((name) => name === values.suite);
  if (suite !== values.suite) throw new Error(`--suite takes one of ${SUITES.join(', ')}`);
  const { together, wholeStack } = testFiles(values.root, positionals, suite);
  const scratch = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
  // Two hundred processes need not each strip the types of the same files.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(values.root, 'node_modules', '.cache', 'slipway') };
  const onSeparated = (files: readonly string[]) =>
    console.log(`these cannot share a process, and run again one by one: ${files.join(', ')}`);
  const options = { root: values.root, scratch, timeoutMs: Number(values.timeout) * 1000, env, onSeparated };
  const lanes = Math.min(2, availableParallelism());
  const runInLanes = async (groups: readonly (readonly string[])[], count: number): Promise<void> => {
    const waiting = [...groups];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        for (const report of await runTestFiles(next, options)) {
          reports.push(report);
          console.log(renderFile(report, values.verbose));
        }
      }
    };
    await Promise.all(Array.from({ length: count }, work));
  };
  // Tests wait for timers, disks and restarts now and then: further lanes use that time.
  await runInLanes(together, lanes + 2);
  // What injures the machine on purpose runs alone.
  await runInLanes(
    wholeStack.map((file) => [file]),
    suite === 'endurance' ? 1 : lanes + 1,
  );
  if (reports.length === 0) console.log(`No test file matches ${positionals.join(', ') || 'anything'}.`);
  console.log(renderSummary(reports, performance.now() - start));
  return isGreen(runTotals(reports));
}

// Test files run in sessions of their own, so the terminal's Ctrl-C does not reach them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    killRunningFiles();
    process.exit(130);
  });
}

if (values.help) console.log(USAGE);
else process.exitCode = (await runAll()) ? 0 : 1;
