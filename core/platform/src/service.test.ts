import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from './logger.ts';
import { type Service, startServices } from './service.ts';

const logger = createLogger('test', 'silent');

const recorded = (events: string[], name: string, failing?: 'start' | 'stop'): Service => ({
  name,
  start: async () => {
    if (failing === 'start') throw new Error(`${name} cannot start`);
    events.push(`start ${name}`);
  },
  stop: async () => {
    events.push(`stop ${name}`);
    if (failing === 'stop') throw new Error(`${name} cannot stop`);
  },
});

test('services start in order and stop in reverse, also when one cannot stop', async () => {
  const events: string[] = [];
  const { stop } = await startServices(
    [recorded(events, 'a'), recorded(events, 'b', 'stop'), recorded(events, 'c')],
    logger,
  );
  await stop();
  assert.deepEqual(events, ['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
});

test('when one cannot start, those before it are stopped', async () => {
  const events: string[] = [];
  await assert.rejects(
    startServices([recorded(events, 'a'), recorded(events, 'b', 'start'), recorded(events, 'c')], logger),
    /b cannot start/,
  );
  assert.deepEqual(events, ['start a', 'stop a']);
});
