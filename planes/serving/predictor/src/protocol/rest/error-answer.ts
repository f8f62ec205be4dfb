import type { SlipwayError } from '@slipway/contracts';
import { HTTP_STATUS } from '@slipway/platform';
import { JSON_TYPE } from './rest-answer.ts';

/** An error as HTTP says it, headers as names and values in turn. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A full queue is empty again within milliseconds; Retry-After has no smaller unit. */
const RETRY_AFTER_SECONDS = '1';

export const errorAnswer = (error: SlipwayError, allowed: string): ErrorAnswer => {
  const body = JSON.stringify(error);
  const headers = ['Content-Type', JSON_TYPE];
  if (error.code === 'METHOD_NOT_ALLOWED')
    return { status: 405, headers: [...headers, 'Allow', allowed], body };
  // The protocol's word for what a server does not do at all.
  const status = error.code === 'REPOSITORY_FIXED' ? 501 : HTTP_STATUS[error.kind];
  if (status === 503) return { status, headers: [...headers, 'Retry-After', RETRY_AFTER_SECONDS], body };
  return { status, headers, body };
};
