import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdsWithin } from '../executor.suite.ts';
import { readProcessTable } from '../process-table.ts';
import { chooseIsolation } from './choose-isolation.ts';
import { IsolatedProcess } from './isolated-process.ts';

const isolation = await chooseIsolation({ setting: 'auto', hidden: [] });
const tools = isolation.kind === 'namespace' ? isolation.tools : null;
const namespaces = { skip: isolation.kind === 'none' && `NOT TESTED: ${isolation.reason}` };

test(
  'namespaces that no command comes for leave no process, however far they were',
  namespaces,
  async (t) => {
    assert.ok(tools);
    for (const milliseconds of [0, 1, 2, 4, 8, 16, 100]) {
      const waiting = new IsolatedProcess(tools, { always: [] });
      t.after(() => waiting.child.kill('SIGKILL'));
      const group = waiting.child.pid;
      const left = () => readProcessTable().filter((entry) => entry.group === group);
      assert.ok(waiting.isWaiting);
      await sleep(milliseconds);
      waiting.discard();
      assert.ok(await holdsWithin(5000, () => left().length === 0), `after ${milliseconds} ms`);
      assert.equal(await waiting.entered, false);
      assert.ok(await holdsWithin(5000, () => !waiting.isWaiting));
    }
  },
);

test(
  'the process that waits for the command is killed as soon as it is there: nothing stays',
  namespaces,
  async () => {
    assert.ok(tools);
    for (const milliseconds of [0, 1, 2, 4, 8, 16, 100]) {
      const { child } = new IsolatedProcess(tools, { always: [] });
      await sleep(milliseconds);
      child.kill('SIGKILL');
      const left = () => readProcessTable().filter(({ group }) => group === child.pid);
      assert.ok(await holdsWithin(5000, () => left().length === 0), `after ${milliseconds} ms`);
    }
  },
);
