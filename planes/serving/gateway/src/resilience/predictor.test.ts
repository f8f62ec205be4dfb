import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Predictor } from './predictor.ts';
import type { Line, LineEvents, Outcome, Query } from './query.ts';

/** A predictor whose line a test plays. */
const startPredictor = () => {
  let events!: LineEvents;
  let rechecks = 0;
  const settles: ((outcome: Outcome) => void)[] = [];
  const line: Line = {
    gathering: 0,
    send: (_query, settle) => {
      settles.push(settle);
      return { giveUp: () => undefined };
    },
    close: async () => undefined,
  };
  const predictor = new Predictor(
    { id: 'p', address: 'http://127.0.0.1:1', deployment: 'd', release: 'm-1-1' },
    (given) => {
      events = given;
      return line;
    },
    () => {
      rechecks += 1;
    },
  );
  return { predictor, events, settles, rechecks: () => rechecks };
};
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const healthy = { status: 200, release: 'm-1-1' };

test('health decides; a fault of a request makes suspect and asks for the health at once', () => {
  const { predictor, events, rechecks } = startPredictor();
  assert.equal(predictor.state, 'unknown');
  predictor.markSilent(reset);
  assert.equal(predictor.state, 'unknown', 'what was never ready is no suspect');
  predictor.markHealth(healthy);
  assert.equal(predictor.state, 'ready');
  predictor.markSlow();
  assert.deepEqual([predictor.state, rechecks()], ['suspect', 1]);
  predictor.markHealth(healthy);
  events.broke(reset);
  assert.deepEqual([predictor.state, predictor.reason, rechecks()], ['suspect', 'read ECONNRESET', 2]);
  events.broke(refused);
  assert.deepEqual([predictor.state, rechecks()], ['down', 3]);
  predictor.markHealth({ status: 503, release: 'm-1-1' });
  assert.deepEqual([predictor.state, predictor.reason], ['down', 'it is not ready (status 503)']);
  predictor.markHealth({ status: 200, release: 'm-2-2' });
  assert.deepEqual([predictor.state, predictor.reason], ['refused', 'it serves release m-2-2, not m-1-1']);
  predictor.markHealth({ status: 200, release: null });
  assert.equal(predictor.state, 'ready', 'servers of others name no release');
});

test('its breaker opens on bad exchanges, and a new process closes it', () => {
  const { predictor, events } = startPredictor();
  predictor.markHealth(healthy);
  for (let exchange = 0; exchange < 5; exchange++) events.ended('bad', 1, performance.now());
  assert.equal(predictor.allows(performance.now()), false);
  predictor.markSilent(reset);
  predictor.markHealth(healthy);
  assert.equal(predictor.statistics().breaker, 'open', 'the same process');
  predictor.markSilent(refused);
  predictor.markHealth(healthy);
  assert.equal(predictor.statistics().breaker, 'closed');
});

test('it counts what is under way, and keeps the record that siblings are compared by', () => {
  const { predictor, events, settles } = startPredictor();
  const sent = [1, 2, 3].map(() => predictor.ask({} as Query, () => undefined));
  assert.equal(predictor.load, 3);
  settles[0]!({ kind: 'answered', outputs: [], queueMs: null, inferenceMs: null });
  sent[1]!.giveUp(true);
  assert.equal(predictor.load, 1);
  for (const milliseconds of [10, 30]) events.ended('good', milliseconds, performance.now());
  events.ended('bad', 99, performance.now());
  events.ended('neutral', 99, performance.now());
  const now = performance.now();
  assert.deepEqual(predictor.record(now), { exchanges: 3, failures: 1, meanMs: 20, ejected: false });
  const { requests, exchanges, failures, inFlight } = predictor.statistics();
  assert.deepEqual(
    { requests, exchanges, failures, inFlight },
    { requests: 3, exchanges: 4, failures: 1, inFlight: 1 },
  );
});

test('each ejection in a row is longer, and starts with a clean record', () => {
  const { predictor, events } = startPredictor();
  events.ended('good', 10, performance.now());
  const now = performance.now();
  predictor.eject(now);
  assert.deepEqual([predictor.isEjected(now + 1999), predictor.isEjected(now + 2000)], [true, false]);
  assert.equal(predictor.record(now).exchanges, 0);
  const second = now + 2000;
  predictor.eject(second);
  assert.deepEqual([predictor.isEjected(second + 3999), predictor.isEjected(second + 4000)], [true, false]);
  predictor.eject(now + 100_000);
  assert.equal(predictor.isEjected(now + 102_000), false, 'forgotten after a minute');
});
