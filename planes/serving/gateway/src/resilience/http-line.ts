import { performance } from 'node:perf_hooks';
import { SlipwayError } from '@slipway/contracts';
import { joinTensors, partTensors } from '@slipway/inference/rows';
import { Pool } from 'undici';
import { Exchange, type PredictorAnswer } from './exchange.ts';
import { encodeRequest } from './hop-encoding.ts';
import { countJoinable, mayJoin } from './joinable.ts';
import {
  type Line,
  type LineEvents,
  type Outcome,
  type Query,
  type Sent,
  VERDICT,
  type Verdict,
} from './query.ts';
import { readAnswer } from './read-answer.ts';

/**
 * Joined requests under way at once: what comes meanwhile gathers into a large one, which goes out before the answers of this one
 * are read. More: smaller batches, and each costs a whole exchange.
 */
const JOINED_EXCHANGES = 1;
/** With a predictor that takes longer than the patience for one, so many: it may have several threads. */
const SLOW_EXCHANGES = 8;
const PATIENCE_MS = 2;
/** Requests that cannot be joined; beyond this many, more connections only move the waiting into the predictor. */
const SINGLE_EXCHANGES = 64;
/** So many rows of one turn gather at one predictor before another one counts as less busy: fewer exchanges, and still spread. */
const GATHERED_ROWS = 16;
const CONNECT_MS = 1000;

/** What a connection attempt ends with when nobody listens: the request has reached nobody. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export const isUnreachable = (error: Error): boolean =>
  UNREACHABLE.has((error as NodeJS.ErrnoException).code ?? '');

/** A query on this line; of a batch once it is sent. */
class Member implements Sent {
  readonly query: Query;
  readonly settle: (outcome: Outcome) => void;
  /** Settled or given up. */
  over = false;
  batch: Batch | null = null;

  constructor(query: Query, settle: (outcome: Outcome) => void) {
    this.query = query;
    this.settle = settle;
  }

  giveUp(slow: boolean): void {
    if (this.over) return;
    this.over = true;
    this.batch?.leave(slow);
  }
}

/** The members of one exchange. It ends early when none of them waits any more. */
class Batch {
  readonly members: readonly Member[];
  readonly rows: number;
  readonly began = performance.now();
  exchange: Exchange | null = null;
  /** Somebody has given up because it took too long. */
  slow = false;
  #waiting: number;

  constructor(members: readonly Member[]) {
    this.members = members;
    this.#waiting = members.length;
    let rows = 0;
    for (const member of members) {
      member.batch = this;
      rows += member.query.rows;
    }
    this.rows = rows;
  }

  leave(slow: boolean): void {
    this.slow ||= slow;
    this.#waiting -= 1;
    if (this.#waiting === 0) this.exchange?.abort(new Error('nobody waits for the answer any more'));
  }

  get abandoned(): boolean {
    return this.#waiting === 0;
  }
}

export interface HttpLineOptions {
  readonly address: string;
  /** Name of this gateway; the predictor leaves its requests out of the log of direct calls. */
  readonly gateway: string;
}

/**
 * Open Inference Protocol over HTTP. Requests of one turn of the event loop travel as one, because an exchange costs several
 * times as much as what is done for a row at both of its ends. When a joined request is refused, each of its members is sent
 * alone once: one bad row must not fail its neighbours.
 */
export class HttpLine implements Line {
  readonly #pool: Pool;
  readonly #events: LineEvents;
  readonly #headers: readonly string[];
  #waiting: Member[] = [];
  #alone: Member[] = [];
  #waitingRows = 0;
  #exchanges = 0;
  #scheduled = false;
  /** Runs while joined requests wait for an exchange to end. */
  #patience: NodeJS.Timeout | null = null;

  constructor({ address, gateway }: HttpLineOptions, events: LineEvents) {
    this.#events = events;
    this.#headers = ['x-slipway-gateway', gateway];
    this.#pool = new Pool(address, {
      connections: SINGLE_EXCHANGES,
      allowH2: false,
      // The deadline of each request is the gateway's own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: CONNECT_MS,
    });
  }

  get gathering(): number {
    const gathers = this.#waitingRows <= GATHERED_ROWS && this.#exchanges < JOINED_EXCHANGES;
    return gathers ? this.#waiting.length : 0;
  }

  send(query: Query, settle: (outcome: Outcome) => void): Sent {
    const member = new Member(query, settle);
    this.#waiting.push(member);
    this.#waitingRows += query.rows;
    this.#flushSoon();
    return member;
  }

  async close(): Promise<void> {
    if (this.#patience) clearTimeout(this.#patience);
    await this.#pool.close();
  }

  /** After the poll phase: by then all sockets that were readable in this turn have handed in their requests. */
  #flushSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  /** @param joinedExchanges how many of them may be under way */
  #flush(joinedExchanges = JOINED_EXCHANGES): void {
    this.#scheduled = false;
    while (this.#exchanges < SINGLE_EXCHANGES) {
      const member = this.#alone.shift();
      if (!member) break;
      if (!member.over) this.#dispatch([member]);
    }
    if (this.#waiting.some(({ over }) => over)) this.#waiting = this.#waiting.filter(({ over }) => !over);
    while (this.#waiting.length > 0) {
      const joined = mayJoin(this.#waiting[0]!.query.signature);
      if (this.#exchanges >= (joined ? joinedExchanges : SINGLE_EXCHANGES)) break;
      this.#dispatch(this.#take());
    }
    this.#losePatience();
    this.#waitingRows = 0;
    for (const { query } of this.#waiting) this.#waitingRows += query.rows;
  }

  #losePatience(): void {
    if (this.#waiting.length === 0) {
      if (this.#patience) clearTimeout(this.#patience);
      this.#patience = null;
    } else
      this.#patience ??= setTimeout(() => {
        this.#patience = null;
        this.#flush(SLOW_EXCHANGES);
      }, PATIENCE_MS);
  }

  #take(): Member[] {
    const count = countJoinable(this.#waiting);
    if (count < this.#waiting.length) return this.#waiting.splice(0, count);
    const all = this.#waiting;
    this.#waiting = [];
    return all;
  }

  #dispatch(members: readonly Member[]): void {
    const batch = new Batch(members);
    const exchange = new Exchange(
      (answer) => this.#answered(batch, answer),
      (error) => this.#failed(batch, error),
    );
    batch.exchange = exchange;
    this.#exchanges += 1;
    const { query } = members[0]!;
    try {
      const tensors = joinTensors(members.map((member) => member.query.tensors));
      const { body, jsonLength } = encodeRequest(tensors, query, this.#events.takesBinary);
      const headers = this.#headersOf(members, jsonLength);
      this.#pool.dispatch({ path: query.path, method: 'POST', headers, body }, exchange);
    } catch (error) {
      this.#unsent(batch, error as Error);
    }
  }

  /** The longest time that any member has; one with less gives up by itself. */
  #headersOf(members: readonly Member[], jsonLength: number | null): string[] {
    let deadline = 0;
    for (const { query } of members) deadline = Math.max(deadline, query.deadline);
    const left = String(Math.max(1, Math.ceil(deadline - performance.now())));
    const headers = [...this.#headers, 'x-slipway-timeout-ms', left];
    if (jsonLength === null) headers.push('content-type', 'application/json');
    else
      headers.push(
        'content-type',
        'application/octet-stream',
        'inference-header-content-length',
        String(jsonLength),
      );
    const { traceparent, tracestate } = members[0]!.query;
    if (traceparent !== null) headers.push('traceparent', traceparent);
    if (traceparent !== null && tracestate) headers.push('tracestate', tracestate);
    return headers;
  }

  #answered(batch: Batch, answer: PredictorAnswer): void {
    const { query } = batch.members[0]!;
    const refusal = this.#events.refusalOf(answer.release);
    if (refusal !== null) {
      const error = new SlipwayError('PREDICTOR_FAILED', { variant: query.variant, reason: refusal });
      this.#end(batch, 'neutral');
      settleAll(batch, { kind: 'failed', error });
      return;
    }
    const outcome = readAnswer(answer, query, batch.rows);
    const { kind } = outcome;
    this.#end(batch, VERDICT[kind]);
    // The predictor works on the next one while this one's answers are told.
    if (kind === 'answered' && this.#waiting.length > 0) this.#flush();
    if (batch.members.length === 1) settleAll(batch, outcome);
    else if (kind === 'answered') settleParts(batch, outcome);
    else if (kind === 'invalid' || answer.status === 200 || answer.status === 500) this.#sendAlone(batch);
    else settleAll(batch, outcome);
  }

  /** It could not even be written: a value that JSON cannot say blames its own request only. */
  #unsent(batch: Batch, thrown: Error): void {
    const error = SlipwayError.from(thrown);
    if (error.kind !== 'invalid') {
      this.#failed(batch, thrown);
      return;
    }
    this.#end(batch, 'neutral');
    if (batch.members.length === 1) settleAll(batch, { kind: 'invalid', error });
    else this.#sendAlone(batch);
  }

  /** The connection failed, or nobody waits any more. */
  #failed(batch: Batch, error: Error): void {
    if (batch.abandoned) {
      this.#end(batch, batch.slow ? 'bad' : 'neutral');
      return;
    }
    this.#end(batch, 'bad');
    this.#events.broke(error);
    const kind = isUnreachable(error) ? 'unreachable' : 'broken';
    const { variant } = batch.members[0]!.query;
    const failure = new SlipwayError(
      'PREDICTOR_FAILED',
      { variant, reason: error.message },
      { cause: error },
    );
    settleAll(batch, { kind, error: failure });
  }

  #sendAlone({ members }: Batch): void {
    for (const member of members) if (!member.over) this.#alone.push(member);
    this.#flushSoon();
  }

  #end({ began }: Batch, how: Verdict): void {
    this.#exchanges -= 1;
    const now = performance.now();
    this.#events.ended(how, now - began, now);
    if (this.#waiting.length > 0 || this.#alone.length > 0) this.#flushSoon();
  }
}

const settle = (member: Member, outcome: Outcome): void => {
  if (member.over) return;
  member.over = true;
  member.settle(outcome);
};

const settleAll = ({ members }: Batch, outcome: Outcome): void => {
  for (const member of members) settle(member, outcome);
};

const settleParts = ({ members }: Batch, outcome: Extract<Outcome, { kind: 'answered' }>): void => {
  const parts = partTensors(
    outcome.outputs,
    members.map(({ query }) => query.rows),
  );
  members.forEach((member, index) => {
    settle(member, { ...outcome, outputs: parts[index]! });
  });
};
