import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MonitorState } from '@slipway/contracts';
import { alertChange, alertContent, type JudgedWindow } from './alert-change.ts';

const at = (hour: number, state: MonitorState): JudgedWindow => ({
  id: `check-${hour}`,
  to: `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`,
  state,
});
/** Windows of successive hours; the last one was just made. */
const after = (states: readonly MonitorState[], open = false, consecutive = 1) => {
  const windows = states.map((state, hour) => at(hour, state)).reverse();
  return alertChange(windows[0]!, windows, open, consecutive);
};

test('an alert opens after so many windows in a row', () => {
  assert.equal(after(['alert']), 'open');
  assert.equal(after(['alert'], false, 2), 'none');
  assert.equal(after(['alert', 'alert'], false, 2), 'open');
  assert.equal(after(['alert', 'ok', 'alert'], false, 2), 'none');
  assert.equal(after(['alert', 'warn', 'alert'], false, 2), 'none');
  assert.equal(after(['ok', 'alert', 'alert', 'alert'], false, 3), 'open');
});

test('it opens once', () => {
  assert.equal(after(['alert', 'alert'], true), 'none');
});

test('windows that say nothing neither open, nor resolve, nor break a row', () => {
  for (const state of ['insufficient_data', 'inconclusive', 'error'] as const) {
    assert.equal(after([state], false), 'none');
    assert.equal(after(['alert', state], true), 'none');
    assert.equal(after(['alert', state, 'alert'], false, 2), 'open');
  }
});

test('only an ok resolves', () => {
  assert.equal(after(['alert', 'ok'], true), 'resolve');
  assert.equal(after(['alert', 'warn'], true), 'none');
  assert.equal(after(['ok'], false), 'none');
});

test('a window that is checked again counts once, and an old window changes nothing', () => {
  const again = [{ ...at(2, 'alert'), id: 'check-9' }, at(2, 'alert'), at(1, 'ok')];
  assert.equal(alertChange(again[0]!, again, false, 2), 'none');
  const old = at(1, 'ok');
  assert.equal(alertChange(old, [at(2, 'alert'), old], true, 1), 'none');
});

test('the summary names what alarms, and harm is more severe than its signs', () => {
  const alarming = (detail: string) => ({
    subject: 'x',
    state: 'alert' as const,
    method: '',
    rows: 1,
    score: null,
    threshold: null,
    floor: null,
    interval: null,
    detail,
  });
  const findings = ['a', 'b', 'c', 'd'].map(alarming);
  assert.deepEqual(alertContent({ kind: 'inputs', findings }), {
    severity: 'warning',
    summary: 'a; b; c; and 1 more',
  });
  assert.equal(alertContent({ kind: 'quality', findings }).severity, 'critical');
});
