import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameOf, type ProcessFacts, processesOf, readProcesses } from './process-facts.ts';

const facts = (pid: number, parent: number, change: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid,
  parent,
  command: [],
  environment: [],
  ...change,
});

describe('the processes of a stack', () => {
  it('are the first one, all below it, and those that name the data directory', () => {
    const all = [
      facts(30, 20),
      facts(10, 1),
      facts(20, 10),
      facts(40, 1, { environment: ['SLIPWAY_DATA_DIR=/tmp/x/.slipway'] }),
      facts(50, 1, { command: ['node', 'step.ts', '/tmp/x/.slipway/steps/1'] }),
      facts(60, 1, { command: ['node', '/tmp/y/.slipway'] }),
    ];
    const pids = processesOf(all, 10, '/tmp/x/.slipway').map(({ pid }) => pid);
    assert.deepEqual(pids, [30, 10, 20, 40, 50]);
  });

  it('are read from the system: this one is among them, with its parent', () => {
    const own = readProcesses().find(({ pid }) => pid === process.pid);
    assert.equal(own?.parent, process.ppid);
  });
});

describe('a process', () => {
  const command = (...parts: string[]) => facts(1, 0, { command: ['/usr/bin/node', ...parts] });

  it('of a role is called as its supervisor calls it', () => {
    const role = command(
      '--disable-warning=x',
      '/repo/surfaces/cli/src/compose/process.main.ts',
      'predictor',
    );
    assert.equal(
      nameOf({ ...role, environment: ['A=1', 'SLIPWAY_PROCESS_NAME=predictor-7'] }),
      'predictor-7',
    );
  });

  it('of the command line is called by its command, the one that supervises by that', () => {
    assert.equal(nameOf(command('/repo/surfaces/cli/bin/slipway.mjs', 'up', '--json')), 'supervisor');
    assert.equal(nameOf(command('/repo/surfaces/cli/bin/slipway.mjs', 'job', 'apply')), 'slipway job');
  });

  it('else by its program', () => {
    assert.equal(nameOf(command('/repo/examples/flight-delays/src/train.ts')), 'src/train.ts');
    assert.equal(nameOf(facts(1, 0, { command: ['/bin/sleep', '3'] })), '/bin/sleep');
  });
});
