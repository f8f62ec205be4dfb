import type { Role } from '@slipway/contracts';

/** A call of a plane that must be refused, made by somebody who may make it. */
export interface HostileCall {
  readonly what: string;
  readonly service: 'control' | 'log';
  readonly role: Role;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly status?: number;
  readonly code?: string;
  /** Absent: no field is to blame. */
  readonly field?: string;
}

const runs = { service: 'control', role: 'author', method: 'POST', path: '/v1/jobs/points/runs' } as const;
const jobs = { service: 'control', role: 'author', method: 'PUT', path: '/v1/jobs/new' } as const;
const parameters = {
  service: 'control',
  role: 'operator',
  method: 'PATCH',
  path: '/v1/endpoints/points/parameters',
} as const;
const read = { service: 'control', role: 'viewer', method: 'GET' } as const;
const sql = { service: 'log', role: 'viewer', method: 'POST', path: '/v1/query' } as const;
const nested = '['.repeat(100_000) + ']'.repeat(100_000);
const period = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };

/** `code` is INVALID_REQUEST and `status` 400 when absent. */
export const HOSTILE_CALLS: HostileCall[] = [
  { what: 'an empty body', ...jobs, body: '', code: 'INVALID_JSON' },
  { what: 'broken JSON', ...jobs, body: '{"declaration":', code: 'INVALID_JSON' },
  { what: '__proto__ in JSON', ...jobs, body: '{"__proto__":{"role":"reviewer"}}', code: 'INVALID_JSON' },
  { what: 'deep nesting', ...jobs, body: nested, field: '(body)' },
  {
    what: 'another content type',
    ...jobs,
    body: '{}',
    type: 'text/plain',
    status: 415,
    code: 'UNSUPPORTED_MEDIA',
  },
  { what: 'a job without a declaration', ...jobs, body: {}, field: 'declaration' },
  {
    what: 'NUL in a run parameter',
    ...runs,
    body: { parameters: { bias: 'a\u0000' } },
    field: 'parameters.bias',
  },
  { what: 'NUL in an idempotency key', ...runs, body: { idempotencyKey: '\u0000' }, field: 'idempotencyKey' },
  { what: 'half a surrogate pair', ...runs, body: '{"idempotencyKey":"\\ud800"}', field: 'idempotencyKey' },
  {
    what: 'a parameter that the job has not',
    ...runs,
    body: { parameters: { nope: 1 } },
    field: 'parameters.nope',
  },
  { what: 'a negative seed', ...runs, body: { seed: -1 }, field: 'seed' },
  { what: 'an unknown key', ...runs, body: { force: true }, field: 'force' },
  { what: 'a run of an impossible name', ...runs, path: '/v1/jobs/..%2fpoints/runs', body: {}, field: 'job' },
  {
    what: 'a parameter that does not exist',
    ...parameters,
    body: { values: { treshold: 1 } },
    field: 'values.treshold',
  },
  {
    what: 'a threshold out of range',
    ...parameters,
    body: { values: { threshold: 2 } },
    field: 'values.threshold',
  },
  {
    what: 'a threshold of 1e400',
    ...parameters,
    body: '{"values":{"threshold":1e400}}',
    field: 'values.threshold',
  },
  { what: 'NUL in a reason', ...parameters, body: { values: {}, reason: '\u0000' }, field: 'reason' },
  { what: 'a broken percent sign', ...read, path: '/v1/runs/%E0%A4%A' },
  { what: 'NUL in an id', ...read, path: '/v1/runs/%00', field: 'run' },
  { what: 'NUL in a query', ...read, path: '/v1/runs?before=%00', field: 'before' },
  { what: 'a limit in text', ...read, path: '/v1/runs?limit=many', field: 'limit' },
  { what: 'a limit given twice', ...read, path: '/v1/runs?limit=1&limit=2', field: 'limit' },
  { what: 'an unknown filter', ...read, path: '/v1/runs?owner=me', field: 'owner' },
  { what: 'a page that never was', ...read, path: "/v1/audit?before=';drop", field: 'before' },
  {
    what: 'a version beyond every number',
    ...read,
    path: '/v1/models/points/versions/99999999999',
    field: 'version',
  },
  {
    ...{
      what: 'a review of a version beyond every number',
      service: 'control',
      role: 'author',
      method: 'POST',
    },
    ...{ path: '/v1/reviews', field: 'version' },
    body: { model: 'points', version: 99999999999, evaluation: 'evaluation-1', endpoint: 'points' },
  },
  {
    ...{ what: 'a monitor of a wrong schedule', service: 'control', role: 'operator', method: 'POST' },
    ...{
      path: '/v1/monitors',
      body: { endpoint: 'points', kind: 'volume', schedule: 'often' },
      field: 'schedule',
    },
  },
  { what: 'SQL that writes', ...sql, body: { sql: 'drop table points' }, code: 'INVALID_SQL', field: 'sql' },
  {
    what: 'two statements',
    ...sql,
    body: { sql: 'select 1; drop table points' },
    code: 'INVALID_SQL',
    field: 'sql',
  },
  {
    what: 'SQL that reads a file',
    ...sql,
    body: { sql: "from read_text('/etc/passwd')" },
    code: 'INVALID_SQL',
    field: 'sql',
  },
  { what: 'SQL with NUL', ...sql, body: { sql: 'select \u0000' }, code: 'INVALID_SQL', field: 'sql' },
  {
    what: 'SQL that nests without end',
    ...sql,
    body: { sql: `select ${'('.repeat(50_000)}` },
    code: 'INVALID_SQL',
    field: 'sql',
  },
  {
    what: 'SQL that wants all memory',
    ...sql,
    body: { sql: "select repeat('x', 100000000000)" },
    code: 'INVALID_SQL',
    field: 'sql',
  },
  { what: 'a limit beyond the limit', ...sql, body: { sql: 'select 1', limit: 1e9 }, field: 'limit' },
  {
    ...{ what: 'a table named like a log table', service: 'log', role: 'author', method: 'PUT' },
    ...{
      path: '/v1/tables/predictions?format=csv',
      body: 'a\n1',
      type: 'application/octet-stream',
      field: 'table',
    },
  },
  {
    ...{
      what: 'a table of rubbish',
      service: 'log',
      role: 'author',
      method: 'PUT',
      path: '/v1/tables/rubbish',
    },
    ...{ body: 'rubbish', type: 'application/octet-stream', code: 'TABLE_INVALID' },
  },
  {
    ...{ what: 'too many buckets', service: 'log', role: 'viewer', method: 'POST', path: '/v1/volume' },
    ...{ body: { endpoint: 'points', window: { ...period, to: '2029-01-01T00:00:00Z' }, bucketSeconds: 1 } },
    field: 'bucketSeconds',
  },
  {
    ...{ what: 'a window that ends before it begins', service: 'log', role: 'viewer', method: 'POST' },
    ...{ path: '/v1/volume', field: 'window.to' },
    body: { endpoint: 'points', window: { from: period.to, to: period.from }, bucketSeconds: 60 },
  },
  {
    what: 'a snapshot that is no digest',
    ...read,
    service: 'log',
    path: '/v1/snapshots/latest',
    field: 'digest',
  },
];
