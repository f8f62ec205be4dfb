import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

const SCRIPT = resolve(import.meta.dirname, '../../.ci/run');
const README = 'Run it:\n\n```\nnpm ci && npm run quickstart\nnpm ci && npm test\n```\n\nWe like npm test\n';
/** Stands in for npm: notes what it is called with, and fails where the test asks for it. */
const NPM = `#!/bin/sh
echo "npm $*" >>"$CALLS"
[ "$*" = test ] && echo '7 passed, 0 failed, 1 skipped'
[ "$*" = 'run test:endurance' ] && echo '2 passed, 0 failed, 0 skipped'
[ "$*" != "$FAIL" ]
`;

/** `.ci/run` over a project whose npm only notes what is asked of it. */
describe('.ci/run', () => {
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'slipway-ci-'));
    mkdirSync(join(root, '.ci'));
    mkdirSync(join(root, 'bin'));
    cpSync(SCRIPT, join(root, '.ci/run'));
    for (const [name, text] of [
      ['npm', NPM],
      ['chromium', '#!/bin/sh\n'],
      ['python3', '#!/bin/sh\n'],
    ] as const) {
      writeFileSync(join(root, 'bin', name), text);
      chmodSync(join(root, 'bin', name), 0o755);
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function run(readme: string, fail = ''): { exitCode: number | null; output: string; calls: string[] } {
    writeFileSync(join(root, 'README.md'), readme);
    const calls = join(root, 'calls');
    writeFileSync(calls, '');
    const env = {
      ...process.env,
      PATH: `${join(root, 'bin')}:${process.env.PATH}`,
      CALLS: calls,
      FAIL: fail,
    };
    const ran = spawnSync(join(root, '.ci/run'), { env, encoding: 'utf8' });
    return {
      exitCode: ran.status,
      output: ran.stdout + ran.stderr,
      calls: readFileSync(calls, 'utf8').trim().split('\n'),
    };
  }

  it('installs, checks, runs the test command of the README word for word, then the quickstart', () => {
    const ran = run(README);
    assert.deepEqual(ran.calls, [
      'npm ci',
      'npm run check',
      'npm ci',
      'npm test',
      'npm run test:browser',
      'npm run test:conformance',
      'npm run test:endurance',
      'npm run quickstart -- --yes --exit',
    ]);
    assert.equal(ran.exitCode, 0);
  });

  it('closes with the time of each stage and the plain line of totals', () => {
    assert.match(run(README).output, /\ncheck +\d+ s {2}ok\n[\s\S]*\n9 passed, 0 failed, 1 skipped\n$/);
  });

  it('stops at the first stage that fails, and fails', () => {
    const ran = run(README, 'run check');
    assert.deepEqual(ran.calls, ['npm ci', 'npm run check']);
    assert.match(ran.output, /\ncheck +\d+ s {2}FAILED \(1\)\nno test ran\n$/);
    assert.equal(ran.exitCode, 1);
  });

  it('fails when the tests fail, although their output goes through a pipe', () => {
    const ran = run(README, 'test');
    assert.match(ran.output, /\ntest +\d+ s {2}FAILED \(1\)\n7 passed/);
    assert.equal(ran.exitCode, 1);
  });

  it('refuses a README that names no test command, or several', () => {
    for (const readme of ['npm test\n', `${README}\n\`\`\`\nnpm test\n\`\`\`\n`]) {
      const ran = run(readme);
      assert.match(ran.output, /exactly one line of a fenced block/);
      assert.deepEqual([ran.exitCode, ran.calls], [1, ['']]);
    }
  });
});
