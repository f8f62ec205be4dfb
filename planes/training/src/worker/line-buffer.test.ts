import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineBuffer, type StepLine } from './line-buffer.ts';

const line = (text: string): StepLine => ({ at: '2001-01-01T00:00:00.000Z', stream: 'stdout', text });

test('lines leave in order, and only when they have arrived', () => {
  const buffer = new LineBuffer();
  for (let i = 0; i < 1500; i++) buffer.add(line(String(i)));
  assert.equal(buffer.batch().length, 1000);
  assert.equal(buffer.batch()[0]?.text, '0');
  buffer.remove(1000);
  assert.deepEqual([buffer.batch().length, buffer.batch()[0]?.text], [500, '1000']);
  buffer.remove(500);
  assert.ok(buffer.isEmpty);
});

test('a heartbeat is bounded in size, but carries at least one line', () => {
  const buffer = new LineBuffer();
  for (let i = 0; i < 3; i++) buffer.add(line('x'.repeat(700_000)));
  assert.equal(buffer.batch().length, 1);
});

test('a full buffer counts what it cannot keep and says so', () => {
  const buffer = new LineBuffer(10);
  for (const text of ['12345', '12345', 'lost', 'lost']) buffer.add(line(text));
  buffer.remove(2);
  buffer.add(line('again'));
  assert.deepEqual(
    buffer.batch().map(({ stream, text }) => `${stream}: ${text}`),
    ['platform: 2 lines were dropped: the job server was away or the step was too loud', 'stdout: again'],
  );
});
