import type { Run, RunStep } from '@slipway/contracts';
import type { Selectable } from 'kysely';
import type { RunTable, StepTable } from './tables.ts';

export type RunRow = Selectable<RunTable>;
export type StepRow = Selectable<StepTable>;

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

const stepView = (row: StepRow): RunStep => ({
  name: row.name,
  kind: row.kind,
  needs: row.needs,
  state: row.state,
  attempt: row.attempt,
  startedAt: iso(row.started_at),
  finishedAt: iso(row.finished_at),
  output: row.output,
  failure: row.failure,
  ...(row.usage ? { usage: row.usage } : {}),
  ...(row.reused_from ? { reusedFrom: row.reused_from } : {}),
});

/** A run as people see it; `steps` are its own, in order. */
export const runView = (row: RunRow, steps: readonly StepRow[]): Run => ({
  id: row.id,
  job: row.job,
  jobRevision: row.job_revision,
  state: row.state,
  trigger: row.trigger,
  ...(row.parent ? { parent: row.parent } : {}),
  ...(row.reproduces ? { reproduces: row.reproduces } : {}),
  author: row.author,
  parameters: row.parameters,
  seed: row.seed,
  steps: steps.map(stepView),
  createdAt: row.created_at.toISOString(),
  startedAt: iso(row.started_at),
  finishedAt: iso(row.finished_at),
});
