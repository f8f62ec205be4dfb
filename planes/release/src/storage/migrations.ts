import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

const inOrder =
  (...statements: readonly string[]) =>
  async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  };

/** The tables of the release plane, in a database schema of their own. */
export const releaseMigrations: Record<string, Migration> = {
  '001-registry': {
    up: inOrder(
      'create schema if not exists release',
      'create table release.counter (name text primary key, value integer not null)',
      `create table release.model (
        name text primary key,
        latest_version integer not null,
        created_at timestamptz not null)`,
      `create table release.model_version (
        model text not null references release.model (name),
        version integer not null check (version >= 1),
        run text not null,
        document jsonb not null,
        created_at timestamptz not null,
        primary key (model, version),
        unique (model, run))`,
      `create table release.evaluation (
        id text primary key,
        number integer not null unique,
        model text not null,
        version integer not null,
        snapshot text not null,
        document jsonb not null,
        created_at timestamptz not null,
        unique (model, version, snapshot),
        foreign key (model, version) references release.model_version (model, version))`,
    ),
  },
  '002-review': {
    up: inOrder(
      `create table release.review (
        id text primary key,
        number integer not null unique,
        model text not null,
        version integer not null,
        endpoint text not null,
        evaluation text not null references release.evaluation (id),
        state text not null,
        author text not null,
        evidence jsonb not null,
        evidence_digest text not null,
        decisions jsonb not null,
        release text,
        opened_at timestamptz not null,
        closed_at timestamptz,
        unique (evaluation, endpoint))`,
      'create index review_version on release.review (model, version)',
      `create table release.release (
        id text primary key,
        sequence integer not null unique,
        model text not null,
        version integer not null,
        endpoint text not null,
        artifact text not null,
        review text not null unique references release.review (id),
        envelope jsonb not null,
        state text not null,
        created_at timestamptz not null,
        foreign key (model, version) references release.model_version (model, version))`,
    ),
  },
  '003-serving': {
    up: inOrder(
      `create table release.deployment (
        id text primary key,
        number integer not null unique,
        release text not null unique references release.release (id),
        replicas integer not null,
        created_at timestamptz not null)`,
      `create table release.predictor (
        reporter text not null,
        id text not null,
        deployment text not null references release.deployment (id) on delete cascade,
        address text not null,
        state text not null,
        reason text,
        primary key (reporter, id))`,
      'create index predictor_deployment on release.predictor (deployment)',
      `create table release.endpoint (
        name text primary key,
        unit jsonb,
        view jsonb,
        created_at timestamptz not null)`,
      `create table release.variant (
        endpoint text not null references release.endpoint (name) on delete cascade,
        name text not null,
        position integer not null,
        deployment text not null references release.deployment (id),
        primary key (endpoint, name))`,
      // No reference to the endpoint: revisions and history outlive it, so that log rows can still be explained.
      `create table release.parameter_revision (
        endpoint text not null,
        revision integer not null,
        "values" jsonb not null,
        by text not null,
        reason text not null,
        created_at timestamptz not null,
        primary key (endpoint, revision))`,
      `create table release.experiment (
        id text primary key,
        number integer not null unique,
        endpoint text not null,
        state text not null,
        request text not null,
        document jsonb not null)`,
      `create unique index experiment_running on release.experiment (endpoint) where state = 'running'`,
      `create table release.routing_history (
        endpoint text not null,
        revision integer not null,
        at timestamptz not null,
        view jsonb,
        primary key (endpoint, revision))`,
    ),
  },
  '004-audit': {
    up: inOrder(
      `create table release.audit_entry (
        sequence integer primary key,
        at text not null,
        actor text not null,
        role text not null,
        action text not null,
        subject text not null,
        details jsonb not null,
        previous text not null,
        hash text not null)`,
      `create table release.audit_head (
        id integer primary key check (id = 1),
        sequence integer not null,
        hash text not null)`,
      `insert into release.audit_head (id, sequence, hash) values (1, 0, '')`,
    ),
  },
  '005-many-experiments': {
    up: inOrder(
      'drop index release.experiment_running',
      `create index experiment_running on release.experiment (endpoint) where state = 'running'`,
      // What was started before promised no guardrail and no stop by itself.
      `update release.experiment set document = '{"kind": "ab", "namespace": null, "overrides": {}, "metric": "brier", "guardrails": [],
        "minimumDays": 0, "plannedUnits": null, "autoStop": false}'::jsonb || document`,
      `update release.experiment set document = jsonb_set(document, '{conclusion,cause}', '"person"')
        where jsonb_typeof(document->'conclusion') = 'object'`,
      `update release.endpoint set unit = '{"fallback": null}'::jsonb || unit where jsonb_typeof(unit) = 'object'`,
      ...['endpoint', 'routing_history'].flatMap((table) => [
        `update release.${table} set view = (view - 'experiment') || jsonb_build_object('experiments',
          case when jsonb_typeof(view->'experiment') = 'object'
            then jsonb_build_array('{"kind": "ab", "namespace": null, "overrides": {}}'::jsonb || (view->'experiment'))
            else '[]'::jsonb end)
          where view ? 'experiment'`,
        `update release.${table} set view = jsonb_set(view, '{unit,fallback}', 'null') where jsonb_typeof(view->'unit') = 'object'`,
      ]),
    ),
  },
  '006-servers-of-others': {
    up: inOrder(
      'alter table release.deployment add column external jsonb',
      // One release may be served by predictors of ours and by servers of others: the change that creates a deployment keeps them apart.
      'alter table release.deployment drop constraint deployment_release_key',
      'create index deployment_release on release.deployment (release)',
    ),
  },
  '007-reproductions': {
    up: inOrder(
      `create table release.reproduction (
        model text not null,
        version integer not null,
        run text not null,
        document jsonb not null,
        created_at timestamptz not null,
        primary key (model, version, run),
        foreign key (model, version) references release.model_version (model, version))`,
    ),
  },
};
