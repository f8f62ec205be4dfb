import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventStreamParser } from './event-stream-parser.ts';

const STREAM = 'retry: 1000\n\n: \n\nid: 7\nevent: line\ndata: {"a":1}\n\nevent: end\ndata: {}\n\n';
const EVENTS = [
  { id: '7', event: 'line', data: '{"a":1}' },
  { id: undefined, event: 'end', data: '{}' },
];

test('events come out of pieces of any size, without comments and what only sets the retry', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = new EventStreamParser();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size) found.push(...parser.take(STREAM.slice(at, at + size)));
    assert.deepEqual(found, EVENTS, `pieces of ${size}`);
  }
});

test('several data lines are one text; the end of a stream that broke off is no event', () => {
  const parser = new EventStreamParser();
  assert.deepEqual(parser.take('data: a\ndata:b\n\ndata: lost'), [
    { id: undefined, event: 'message', data: 'a\nb' },
  ]);
});
