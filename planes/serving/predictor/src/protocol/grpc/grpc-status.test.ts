import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { status } from '@grpc/grpc-js';
import { ERROR_CATALOGUE, type ErrorCode, SlipwayError } from '@slipway/contracts';
import { CODE_KEY, detailsOf, GRPC_STATUS, grpcError } from './grpc-status.ts';

describe('an error as gRPC says it', () => {
  it('has the status of its kind, its text, and its code in the trailing metadata', () => {
    const cases: [ErrorCode, status][] = [
      ['TENSOR_SHAPE', status.INVALID_ARGUMENT],
      ['MODEL_UNKNOWN', status.NOT_FOUND],
      ['MODEL_NOT_READY', status.UNAVAILABLE],
      ['QUEUE_FULL', status.RESOURCE_EXHAUSTED],
      ['BODY_TOO_LARGE', status.RESOURCE_EXHAUSTED],
      ['TIMEOUT', status.DEADLINE_EXCEEDED],
      ['REPOSITORY_FIXED', status.UNIMPLEMENTED],
      ['DIGEST_MISMATCH', status.FAILED_PRECONDITION],
      ['INTERNAL', status.INTERNAL],
    ];
    for (const [code, expected] of cases) {
      const error = new SlipwayError(code, { model: 'm' });
      const answer = grpcError(error);
      assert.deepEqual(
        [answer.code, answer.details, answer.metadata.get(CODE_KEY)],
        [expected, error.message, [code]],
      );
    }
  });

  it('is never one that clients repeat by themselves, unless it passes', () => {
    const repeated = Object.entries(GRPC_STATUS).filter(([, code]) => code === status.UNAVAILABLE);
    assert.deepEqual(
      repeated.map(([kind]) => kind),
      ['unavailable'],
    );
    const error = new SlipwayError('MODEL_NOT_READY', { model: 'm', reason: 'its release was refused' });
    assert.equal(grpcError(error, true).code, status.FAILED_PRECONDITION);
    assert.equal(grpcError(new SlipwayError('INTERNAL'), true).code, status.INTERNAL);
  });

  it('knows every kind of the catalogue', () => {
    for (const { kind } of Object.values(ERROR_CATALOGUE)) assert.equal(typeof GRPC_STATUS[kind], 'number');
  });

  it('fits into a header, whatever the client named', () => {
    const details = detailsOf(new SlipwayError('MODEL_UNKNOWN', { model: '\u{1F600}'.repeat(100_000) }));
    assert.ok(encodeURI(details).length < 8192);
    assert.ok(details.isWellFormed());
    assert.ok(detailsOf(new SlipwayError('MODEL_UNKNOWN', { model: '\ud800' })).isWellFormed());
  });
});
