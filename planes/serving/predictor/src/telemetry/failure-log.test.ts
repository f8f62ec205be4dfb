import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SlipwayError } from '@slipway/contracts';
import type { Logger } from '@slipway/platform';
import type { Readiness } from '../readiness.ts';
import { FailureLog } from './failure-log.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const readiness = { model: 'm', version: 3, release: 'm-3-1' } as Readiness;

it('an unexpected error is one line with ids; what a caller did wrong is none', () => {
  const lines: Record<string, unknown>[] = [];
  const logger = { error: (facts: object, msg: string) => lines.push({ ...facts, msg }) };
  const log = new FailureLog(logger as unknown as Logger, () => readiness);
  const call = {
    path: '/v2/models/m/infer',
    request: 'request-1',
    traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    gateway: 'gateway-1',
  };
  log.note(new SlipwayError('INVALID_JSON', { reason: 'x' }), call);
  log.note(SlipwayError.from(new TypeError('of ours')), call);
  log.note(SlipwayError.from(new TypeError('again')), {
    ...call,
    request: '',
    traceparent: 'no',
    gateway: undefined,
  });
  const [first = {}, second = {}, ...others] = lines;
  assert.deepEqual(others, []);
  const { msg, path, request, trace, gateway, model, version, release, code, err } = first;
  assert.deepEqual(
    { msg, path, request, trace, gateway, model, version, release, code, reason: (err as Error).message },
    {
      msg: 'unexpected error',
      path: call.path,
      request: 'request-1',
      trace: TRACE,
      gateway: 'gateway-1',
      model: 'm',
      version: 3,
      release: 'm-3-1',
      code: 'INTERNAL',
      reason: 'of ours',
    },
  );
  assert.deepEqual([second.request, second.trace, second.gateway], [undefined, undefined, undefined]);
});
