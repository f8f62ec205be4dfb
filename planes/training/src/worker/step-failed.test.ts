import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import { failureOf, StepFailed } from './step-failed.ts';

test('an error of the catalogue is reported with its code, and tried again only when it may pass', () => {
  const empty = failureOf(new SlipwayError('EMPTY_SNAPSHOT', { name: 'job/extract' }));
  assert.deepEqual(empty, {
    failure: {
      reason: 'The snapshot job/extract has no rows',
      code: 'EMPTY_SNAPSHOT',
      exitCode: null,
      lastLines: [],
    },
    retryable: false,
  });
  assert.equal(failureOf(new SlipwayError('UNAVAILABLE', { what: 'the warehouse' })).retryable, true);
});

test('all problems of a file are among the last lines', () => {
  const problems = [{ field: 'score', message: 'is missing' }];
  const { failure } = failureOf(
    new SlipwayError('INVALID_SIGNATURE_FILE', { reason: 'score: is missing' }, { problems }),
  );
  assert.deepEqual(failure.lastLines, ['score: is missing']);
});

test('an accident of the worker is worth another try; a failure of the step is reported as it is', () => {
  const accident = failureOf(new Error('ENOSPC'));
  assert.deepEqual([accident.failure.code, accident.retryable], ['INTERNAL', true]);
  const failure = { reason: 'it ended with exit code 3', exitCode: 3, lastLines: ['oops'] };
  assert.deepEqual(failureOf(new StepFailed(failure, true)), { failure, retryable: true });
});
