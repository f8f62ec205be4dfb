import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEnd, describeNotStarted, type ProcessEnd } from './execution-end.ts';

const ended = (end: Partial<ProcessEnd>) => {
  const result = describeEnd({ exitCode: 0, signal: null, timedOutAfterMs: null, cancelled: false, ...end });
  return [result.ended, result.reason];
};

test('the end of a process in the words of the port', () => {
  assert.deepEqual(ended({}), ['exited', '']);
  assert.deepEqual(ended({ exitCode: 3 }), ['exited', 'it ended with exit code 3']);
  assert.deepEqual(ended({ exitCode: null, signal: 'SIGSEGV' }), ['exited', 'it was killed by SIGSEGV']);
  assert.deepEqual(ended({ exitCode: null, signal: 'SIGTERM', timedOutAfterMs: 1500 }), [
    'timed-out',
    'it took longer than 1.5 s',
  ]);
  assert.deepEqual(ended({ exitCode: 0, cancelled: true }), ['cancelled', 'it was cancelled']);
});

test('why a program could not be started', () => {
  const reason = (directoryExists: boolean, code: string) =>
    describeNotStarted('train', '/code', directoryExists, Object.assign(new Error('spawn'), { code })).reason;
  assert.equal(reason(true, 'ENOENT'), 'the program "train" was not found');
  assert.equal(reason(false, 'ENOENT'), 'the directory /code does not exist');
  assert.equal(reason(true, 'EACCES'), 'the program "train" may not be executed');
});
