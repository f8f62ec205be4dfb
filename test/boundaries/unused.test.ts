import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const MANIFEST = { version: '0.1.0', type: 'module' };

/** A healthy tree with every kind of file that is started and not imported. */
const HEALTHY: Readonly<Record<string, string | object>> = {
  'package.json': {
    ...MANIFEST,
    name: 'healthy',
    workspaces: ['core/platform', 'surfaces/cli', 'examples/flights'],
    scripts: { slipway: 'slipway' },
  },
  'tsconfig.json': {
    compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true },
  },
  'check/run.ts': "import { rules } from './rules.ts';\nconsole.log(rules);\n",
  'check/rules.ts': 'export const rules = 1;\n',
  'check/error-docs.ts': 'console.log(1);\n',
  'check/rules.test.ts': "import { rules } from './rules.ts';\nconsole.log(rules);\n",
  'test/run.ts': "console.log(new URL('./runner/event.reporter.ts', import.meta.url));\n",
  'test/runner/event.reporter.ts': 'export default 1;\n',
  'test/journeys/loop.test.ts': "import { port } from '@slipway/platform';\nconsole.log(port);\n",
  'bench/run.ts': 'console.log(1);\n',
  'bench/gateway.ts': 'console.log(1);\n',
  'core/platform/package.json': {
    ...MANIFEST,
    name: '@slipway/platform',
    exports: { '.': './src/index.ts' },
  },
  'core/platform/src/index.ts': "export * from './port.ts';\n",
  'core/platform/src/port.ts': 'export const port = 1;\nexport interface Port {\n  a: 1;\n}\n',
  'core/platform/src/port.test.ts': "import { suite } from './port.suite.ts';\nsuite();\n",
  'core/platform/src/port.suite.ts': 'export const suite = () => {};\n',
  'surfaces/cli/package.json': {
    ...MANIFEST,
    name: '@slipway/cli',
    exports: { '.': './src/index.ts' },
    bin: { slipway: './bin/slipway.mjs' },
    dependencies: { '@slipway/platform': '0.1.0' },
  },
  'surfaces/cli/bin/slipway.mjs': "import '../src/index.ts';\n",
  'surfaces/cli/src/index.ts': "import { port } from '@slipway/platform';\nconsole.log(port);\n",
  'surfaces/cli/src/compose/gateway.main.ts': "import { wire } from './wire.ts';\nwire();\n",
  'surfaces/cli/src/compose/wire.ts': 'export const wire = () => {};\n',
  'examples/flights/package.json': { ...MANIFEST, name: '@slipway/example-flights' },
  'examples/flights/flights.job.ts': 'export default {};\n',
  'examples/flights/steps/train.ts': "import { forest } from '../src/forest.ts';\nforest();\n",
  'examples/flights/src/forest.ts': 'export const forest = () => {};\n',
};

/** The search for unused code, with the settings of this repository, over a tree that has all it allows for. */
describe('unused code', () => {
  let root = '';

  before(() => {
    root = mkdtempSync(join(tmpdir(), 'slipway-unused-'));
    for (const [path, content] of Object.entries(HEALTHY)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
    cpSync(join(ROOT, 'knip.json'), join(root, 'knip.json'));
  });
  after(() => rmSync(root, { recursive: true }));

  function knip(): { exitCode: number | null; output: string } {
    const program = join(ROOT, 'node_modules/.bin/knip');
    const ran = spawnSync(program, ['--no-progress', '--no-config-hints'], { cwd: root, encoding: 'utf8' });
    return { exitCode: ran.status, output: ran.stdout + ran.stderr };
  }

  it('is not seen where there is none', () => {
    assert.deepEqual(knip(), { exitCode: 0, output: '' });
  });

  it('is found: an export, a file and a dependency', () => {
    appendFileSync(join(root, 'core/platform/src/port.suite.ts'), 'export const deadExport = 1;\n');
    appendFileSync(join(root, 'check/rules.ts'), 'export const deadRule = 1;\n');
    writeFileSync(join(root, 'examples/flights/src/dead-file.ts'), 'export const a = 1;\n');
    writeFileSync(
      join(root, 'examples/flights/package.json'),
      JSON.stringify({
        ...MANIFEST,
        name: '@slipway/example-flights',
        dependencies: { 'dead-package': '1.0.0' },
      }),
    );
    const { exitCode, output } = knip();
    for (const name of ['deadExport', 'deadRule', 'dead-file.ts', 'dead-package']) {
      assert.match(output, new RegExp(name));
    }
    assert.equal(exitCode, 1);
  });
});
