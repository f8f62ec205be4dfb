import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import { enteringScripts, isolationCommand } from './isolated-command.ts';
import { planIsolation } from './isolation-plan.ts';

const TOOLS = {
  sh: '/bin/sh',
  unshare: '/bin/unshare',
  setpriv: '/bin/setpriv',
  setsid: '/bin/setsid',
  mount: '/bin/mount',
  cat: '/bin/cat',
  timeout: '/bin/timeout',
};
const plan = planIsolation(
  { hidden: ["/it's data"], masked: [], frozen: [] },
  { own: "/it's data/steps/1", readOnly: [] },
);
const enter = (more: Partial<Parameters<typeof enteringScripts>[2]> = {}) =>
  enteringScripts(TOOLS, plan, {
    command: ['train', '--key'],
    directory: '/code',
    environment: { KEY: 'the secret' },
    user: 1000,
    group: 100,
    ...more,
  });

test('the command line has the mounts of all steps as they are, and nothing of the step', () => {
  const command = isolationCommand(TOOLS, plan);
  assert.deepEqual(command.slice(0, 6), [
    '/bin/unshare',
    '--user',
    '--map-root-user',
    '--mount',
    '--pid',
    '--ipc',
  ]);
  assert.equal(command.at(-1), "hide=/it's data");
  assert.ok(!command.some((word) => word.includes('secret') || word.includes('steps/1')));
});

test('environment and command are told to the shell without privileges alone', () => {
  const scripts = enter();
  assert.ok(!/secret|train|KEY/.test(scripts.enter));
  assert.match(scripts.enter, /--map-user=1000 --map-group=100 .*--no-new-privs --bounding-set=-all/);
  assert.match(scripts.begin, /export KEY='the secret'/);
});

test('whatever a command is given arrives as it was', { timeout: 30_000 }, () => {
  // Text without the character that ends texts for the system.
  const text = fc.string({ unit: 'binary', maxLength: 30 }).map((raw) => raw.replaceAll('\0', ''));
  const show = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))';
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[B-N][A-Z0-9_]{2,9}$/), text),
      (args, environment) => {
        const { begin } = enter({
          command: [process.execPath, '-e', show, '--', ...args],
          directory: tmpdir(),
          environment,
        });
        const said = execFileSync('/bin/sh', ['-s'], { input: begin, env: {}, encoding: 'utf8' });
        // What is no text in UTF-8 is replaced on the way to any program.
        assert.deepEqual(JSON.parse(said), JSON.parse(JSON.stringify([args, environment]).toWellFormed()));
      },
    ),
    { numRuns: 5 },
  );
});

test('a variable whose name no shell takes is left out, and ends nothing', () => {
  const { begin } = enter({
    command: [process.execPath, '-p', 'Object.keys(process.env).join()'],
    directory: tmpdir(),
    environment: { 'a.b': '1', 'BASH_FUNC_x%%': '() { :; }', GOOD: '2' },
  });
  assert.equal(execFileSync('/bin/sh', ['-s'], { input: begin, env: {}, encoding: 'utf8' }).trim(), 'GOOD');
});
