import { logRoutes, type Row } from '@slipway/contracts';
import type { ContractClient } from '@slipway/platform';
import type { LoggedRow, ReadLoggedRows } from '@slipway/release';

const INPUT = 'input_';

/** Answers of models, newest first. The pattern takes what there is: inputs differ per endpoint, and old files lack new columns. */
const NEWEST = `select columns('^(id|at|variant|assignment|unit|score|scores|decision|threshold|input_.*)$')
  from predictions where endpoint = $endpoint and status = 200 and score is not null
    and fallback is null order by "at" desc, id desc`;

/** A time of the warehouse, with or without its zone: it is UTC. */
const timeOf = (value: unknown): string => {
  const text = String(value).replace(' ', 'T');
  return new Date(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`).toISOString();
};

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const rowOf = (names: readonly string[], cells: readonly unknown[]): LoggedRow => {
  const columns = Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  const { id, at, variant, assignment, unit, score, scores, decision, threshold } = columns;
  const input = names.flatMap((name, i): [string, Row[string]][] =>
    name.startsWith(INPUT) ? [[name.slice(INPUT.length), (cells[i] ?? null) as Row[string]]] : [],
  );
  return {
    id: String(id),
    at: timeOf(at),
    variant: String(variant),
    assignment: textOf(assignment),
    unit: textOf(unit),
    input: Object.fromEntries(input),
    score: Number(score),
    scores: Array.isArray(scores) ? scores.map(Number) : null,
    decision: textOf(decision),
    threshold: typeof threshold === 'number' ? threshold : null,
  };
};

/** Asks the log plane over its contract. Throws what that answers, UNAVAILABLE, TIMEOUT. */
export const readLoggedRows =
  (log: ContractClient): ReadLoggedRows =>
  async (endpoint, limit) => {
    const { columns, rows } = await log.call(
      logRoutes.query,
      { body: { sql: NEWEST, parameters: { endpoint }, limit } },
      { timeoutMs: 60_000 },
    );
    const names = columns.map(({ name }) => name);
    return rows.map((cells) => rowOf(names, cells));
  };
