import type { IncomingHttpHeaders } from 'node:http';
import type { RequestTrail } from '../telemetry/request-trail.ts';

/** A request as the doors see it. */
export interface Inbound {
  readonly headers: IncomingHttpHeaders;
  /** Without its content coding; empty for GET. */
  readonly body: Uint8Array;
  /** Arrival: milliseconds since the epoch, and on the clock of `performance.now()`. */
  readonly at: number;
  readonly started: number;
  readonly trail: RequestTrail;
}

/** What a door answers, and headers as name, value, name, value. */
export interface Reply {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** The body is text in ASCII; absent: nobody knows. */
  readonly ascii?: boolean;
  /** Absent: JSON. */
  readonly type?: string;
  readonly headers?: readonly string[];
  /** To be called when the answer is sent, also to a client that is gone; it never throws. */
  readonly after?: () => void;
}

export const jsonReply = (value: unknown, status = 200): Reply => ({ status, body: JSON.stringify(value) });

export const PREDICTION_ID_HEADER = 'x-slipway-prediction-id';
