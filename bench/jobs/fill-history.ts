import { randomInt } from 'node:crypto';
import { createPgliteDatabase } from '@slipway/adapters/pglite';
import { createLogger, dataDirectory, systemClock } from '@slipway/platform';
import { createJobServer } from '@slipway/training/jobs';
import type { BenchContext } from '../bench.ts';

/** What the job server has behind it when it is measured. */
export interface History {
  readonly runs: number;
  readonly points: number;
  /** Of one run, which has half of all points; most of them of one key. */
  readonly longRun: string;
  readonly job: string;
}

const JOBS = 10;
const STEPS = ['extract', 'train', 'register'] as const;
const KEYS = ['loss', 'auc', 'accuracy', 'rate', 'seconds'];
/** Runs of one statement. */
const BATCH = 1000;
const MINUTE = 60_000;

const stateOf = (run: number): string =>
  run % 10 === 3 ? 'failed' : run % 20 === 7 ? 'cancelled' : 'succeeded';
/** As the job server makes them: they sort by age. */
const idAt = (milliseconds: number): string =>
  `run-${milliseconds.toString(36).padStart(8, '0')}${randomInt(36 ** 6)
    .toString(36)
    .padStart(6, '0')}`;

/** Brings a database up to date and writes a long history into it: the tables of the job server, by statements over many rows. */
export const fillHistory = async (root: string, { quick, say }: BenchContext): Promise<History> => {
  const runs = quick ? 1000 : 10_000;
  const points = quick ? 100_000 : 1_000_000;
  const database = await createPgliteDatabase({ directory: dataDirectory(root).database });
  try {
    await createJobServer({
      database,
      clock: systemClock,
      logger: createLogger('bench', 'silent'),
    }).migrate();
    const insert = (table: string, rows: readonly object[]) =>
      database.executeSql(
        `insert into ${table} (${Object.keys(rows[0]!).join(', ')})
         select ${Object.keys(rows[0]!).join(', ')} from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
        [JSON.stringify(rows)],
      );
    const now = new Date().toISOString();
    const names = Array.from({ length: JOBS }, (_, index) => `job-${index}`);
    await insert(
      'training_job',
      names.map((name) => ({ name, revision: 1, updated_at: now })),
    );
    await insert(
      'training_job_revision',
      names.map((job) => ({
        job,
        revision: 1,
        declaration: declarationOf(job),
        code: { directory: '/', commit: null, dirty: false },
        applied_by: 'author',
        applied_at: now,
      })),
    );
    const oldest = Date.now() - runs * MINUTE;
    const ids = Array.from({ length: runs }, (_, index) => idAt(oldest + index * MINUTE));
    for (let from = 0; from < runs; from += BATCH) {
      const batch = ids.slice(from, from + BATCH).map((id, index) => ({ id, number: from + index }));
      await insert(
        'training_run',
        batch.map(({ id, number }) => runOf(id, number, names, oldest)),
      );
      await insert(
        'training_step',
        batch.flatMap(({ id, number }) => stepsOf(id, number, oldest)),
      );
      await insert(
        'training_log_line',
        batch.flatMap(({ id, number }) => linesOf(id, number, oldest)),
      );
    }
    say(`${runs} runs are written`);
    const longRun = ids[runs >> 1]!;
    await writePoints(database.executeSql, longRun, points / 2 / runs / KEYS.length, points / 2);
    say(`${points} metric points are written`);
    return { runs, points, longRun, job: names[0]! };
  } finally {
    await database.close();
  }
};

const declarationOf = (name: string) => ({
  name,
  description: '',
  parameters: { depth: 6 },
  seed: 42,
  steps: STEPS.slice(0, 2).map((step, index) => ({
    kind: 'command',
    name: step,
    needs: STEPS.slice(0, index),
    retry: { limit: 0, delaySeconds: 1 },
    command: ['node', `${step}.ts`],
    timeoutSeconds: 3600,
  })),
  register: { step: 'train', model: name },
});

const runOf = (id: string, number: number, jobs: readonly string[], oldest: number) => ({
  id,
  job: jobs[number % JOBS],
  job_revision: 1,
  state: stateOf(number),
  trigger: number % 4 === 0 ? 'person' : 'schedule',
  author: 'author',
  parameters: { depth: 6, rows: number },
  seed: 42,
  cancel_requested: stateOf(number) === 'cancelled',
  next_line: 5,
  priority: 0,
  admitted: false,
  created_at: new Date(oldest + number * MINUTE).toISOString(),
  started_at: new Date(oldest + number * MINUTE + 50).toISOString(),
  finished_at: new Date(oldest + number * MINUTE + 9000).toISOString(),
});

const stepsOf = (run: string, number: number, oldest: number) =>
  STEPS.map((name, position) => ({
    run,
    name,
    position,
    kind: name === 'register' ? 'register' : 'command',
    needs: STEPS.slice(Math.max(0, position - 1), position),
    state: position === 2 && stateOf(number) !== 'succeeded' ? stateOf(number) : 'succeeded',
    attempt: 1,
    failures: 0,
    losses: 0,
    started_at: new Date(oldest + number * MINUTE + 3000 * position).toISOString(),
    finished_at: new Date(oldest + number * MINUTE + 3000 * (position + 1)).toISOString(),
    output: {
      artifacts: [{ name: 'model.onnx', digest: `sha256:${'0'.repeat(64)}`, bytes: 123_456 }],
    },
  }));

const linesOf = (run: string, number: number, oldest: number) =>
  Array.from({ length: 5 }, (_, sequence) => ({
    run,
    sequence,
    step: 'train',
    at: new Date(oldest + number * MINUTE + sequence).toISOString(),
    stream: 'stdout',
    text: `epoch ${sequence} of 5, the loss goes down`,
  }));

/** `each` points of every key for every run, and `long` more for one of them, nine of ten of the first key. */
const writePoints = async (
  execute: (text: string, values: readonly unknown[]) => Promise<unknown>,
  longRun: string,
  each: number,
  long: number,
): Promise<void> => {
  const columns = 'insert into training_metric (run, run_step, key, value, step, at)';
  const keys = `(values ${KEYS.map((key, index) => `('${key}', ${index})`).join(', ')}) named (key, place)`;
  await execute(
    `${columns} select run.id, 'train', named.key, 1.0 / (1 + point), point, run.created_at + point * interval '1 second'
     from training_run run cross join generate_series(0, $1::integer - 1) point cross join ${keys}`,
    [each],
  );
  await execute(
    `${columns} select $1, 'train', case when point % 10 = 9 then named.key else 'loss' end, 1.0 / (1 + point), point, now()
     from generate_series(0, $2::integer - 1) point join ${keys} on named.place = (point / 10) % ${KEYS.length}`,
    [longRun, long],
  );
};
