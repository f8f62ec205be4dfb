import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type {
  Check,
  Deployment,
  Endpoint,
  ExperimentAnalysis,
  Job,
  ParameterTrial,
  PredictionResponse,
  QueryResult,
  Release,
  ReleaseStatement,
  Review,
  Run,
  StackStatus,
} from '@slipway/contracts';
import { POINTS_JOB } from '../stack/points.ts';
import {
  eventually,
  processesOf,
  runSlipway,
  SLIPWAY,
  startTestStack,
  temporaryDirectory,
} from '../stack/test-stack.ts';
import { commandLine, hasKeys } from './command-line.ts';
import { tryCommandProcesses } from './command-process.ts';
import { tryDatasetCommands } from './dataset-commands.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);

const RUN_KEYS = [
  'author',
  'createdAt',
  'finishedAt',
  'id',
  'job',
  'jobRevision',
  'parameters',
  'seed',
  'startedAt',
  'state',
  'steps',
  'trigger',
];
const ENDPOINT_KEYS = [
  'champion',
  'createdAt',
  'experiments',
  'name',
  'parameters',
  'revision',
  'unit',
  'variants',
];
const REVIEW_KEYS = [
  'author',
  'closedAt',
  'decisions',
  'endpoint',
  'evidence',
  'evidenceDigest',
  'id',
  'model',
  'openedAt',
  'release',
  'state',
  'version',
];
const DEPLOYMENT_KEYS = [
  'artifact',
  'createdAt',
  'id',
  'model',
  'predictors',
  'release',
  'replicas',
  'version',
];
const ROW = ['-f', 'distance=1', '-f', 'hour=0', '-f', 'origin=ATL'];

test('the loop by the slipway command alone', async (t) => {
  const stack = await startTestStack(t, { environment: { SLIPWAY_SEGMENT_SECONDS: '0.3' } });
  const commands = commandLine(stack.directory);
  const { run, json, text, both, fails, allFail } = commands;
  const ownProcess = commandLine(stack.directory, runSlipway);
  /** Trains, signs and deploys a version; returns its deployment. */
  const release = async (bias: number): Promise<Deployment> => {
    await json<Run>('job', 'run', 'points', '-p', `bias=${bias}`, '--watch');
    const open = await json<{ items: Review[] }>('review', 'list', '--open');
    const id = open.items[0]?.id as string;
    const decided = await json<Review>('review', 'approve', id, '--reason', 'good', '--as', 'demo-reviewer');
    return json<Deployment>('deploy', decided.release as string);
  };

  await t.test('dataset: tables, named queries and snapshots', () =>
    tryDatasetCommands(commands, stack.directory),
  );

  await t.test('job and run: apply, schedule, watch, logs', async () => {
    const job = await json<Job>('job', 'apply', POINTS_JOB);
    assert.deepEqual([job.name, job.revision, job.nextRunAt], ['points', 1, null]);
    const scheduled = await json<Job>('job', 'schedule', 'points', '0 3 * * *', '--timezone', 'Asia/Seoul');
    assert.match(scheduled.nextRunAt ?? '', /T18:00:00\.000Z$/);
    assert.match(await text('job', 'schedule', 'points', '--off'), /schedule\s+none/);
    const [watched, list, shown] = await Promise.all([
      ownProcess.run('job', 'run', 'points', '-p', 'bias=0.1', '--seed', '7', '--watch', '--json'),
      text('job', 'list'),
      text('job', 'show', 'points'),
    ]);
    assert.equal(watched.code, 0, watched.stderr);
    assert.match(list, /points/);
    assert.match(shown, /training \(snapshot\) → train \(command\)/);
    assert.match(
      watched.stderr,
      /^train \| making a model with bias 0\.1$/m,
      'progress is on standard error',
    );
    const { id, state, seed, steps, ...rest } = JSON.parse(watched.stdout) as Run;
    hasKeys({ id, state, seed, steps, ...rest }, ...RUN_KEYS);
    assert.deepEqual([state, seed, steps.length], ['succeeded', 7, 5]);
    const [[runs], shownRun, log, metrics] = await Promise.all([
      both<{ items: Run[]; next: null }>('run', 'list', '--job', 'points'),
      text('run', 'show', id),
      json<{ lines: { step: string }[] }>('run', 'logs', id, '--step', 'train'),
      json('run', 'metrics', id),
    ]);
    assert.deepEqual([runs.items[0]?.id, runs.next], [id, null]);
    assert.match(shownRun, /evaluate\s+evaluate\s+succeeded\s+1\s+.*review-/);
    assert.deepEqual([...new Set(log.lines.map(({ step }) => step))], ['train']);
    hasKeys(log.lines[0], 'at', 'sequence', 'step', 'stream', 'text');
    assert.deepEqual(metrics, { metrics: [], sampled: false, next: null });
  });

  await t.test('a failing step: the run is shown, the error says where to look', async () => {
    const failed = await run('job', 'run', 'points', '-p', 'fail=true', '--watch');
    assert.equal(failed.code, 2);
    assert.match(failed.stdout, /train: .*exit code 3\n[\s\S]* {2}the data is not what was expected/);
    assert.match(failed.stderr, /\nSTEP_FAILED: Step train failed: .* See "slipway run logs run-/);
  });

  await t.test('model, review and release: evidence, decision, verification', async () => {
    const [models, versions, [version, lineage], [open, waiting]] = await Promise.all([
      json<object[]>('model', 'list'),
      text('model', 'versions', 'points'),
      both<object>('model', 'show', 'points', '1'),
      both<{ items: Review[] }>('review', 'list', '--open'),
    ]);
    hasKeys(models[0], 'createdAt', 'latestVersion', 'name');
    assert.match(versions, /author/);
    hasKeys(version, 'evaluations', 'reproductions', 'version');
    assert.match(lineage, /auc\s+0\.\d{4} \(0\.\d{4} – 0\.\d{4}\)/);
    const review = open.items[0]?.id as string;
    assert.match(waiting, new RegExp(`${review}\\s+points v1\\s+points\\s+open\\s+pass`));
    const [shown, evidence] = await both<Review>('review', 'show', review);
    hasKeys(shown, ...REVIEW_KEYS);
    assert.match(evidence, /better than chance\s+pass\s+eval\.auc\.lower > 0\.5\s+eval\.auc\.lower=0\.\d/);
    const other = `sha256:${'0'.repeat(64)}`;
    await allFail(
      [3, 'FORBIDDEN', ['review', 'approve', review, '--reason', 'mine', '--as', 'author'], /role author/],
      [3, 'NO_TOKEN', ['review', 'approve', review, '--reason', 'mine', '--as', 'nobody']],
      [2, 'INVALID_REQUEST', ['review', 'reject', review, '--reason', ' '], /reason/],
      [5, 'EVIDENCE_CHANGED', ['review', 'approve', review, '--reason', 'x', '--evidence', other]],
    );
    const approve = ['review', 'approve', review, '--reason', 'it is good', '--as', 'demo-reviewer'];
    const decided = await json<Review>(...approve);
    assert.deepEqual([decided.state, decided.decisions[0]?.by.unattended], ['approved', true]);
    await fails(5, 'REVIEW_CLOSED', 'review', 'reject', review, '--reason', 'on second thoughts');
    const id = decided.release as string;
    const [list, [{ release: signed, statement }, told], [verified, verdict]] = await Promise.all([
      text('release', 'list'),
      both<{ release: Release; statement: ReleaseStatement }>('release', 'show', id),
      both<{ verified: boolean; statement: ReleaseStatement }>('release', 'verify', id),
    ]);
    assert.match(list, new RegExp(`${id}\\s+points v1\\s+points\\s.*active`));
    assert.match(told, /Demo reviewer \(unattended\) — nobody looked.*it is good/);
    assert.match(verdict, /^verified: signature, approvals and model file/);
    assert.deepEqual(verified, { verified: true, statement });

    const file = (name: string) => join(stack.directory, name);
    const payload = JSON.parse(Buffer.from(signed.envelope.payload, 'base64').toString()) as ReleaseStatement;
    payload.predicate.artifact = other;
    const tampered = Buffer.from(JSON.stringify(payload)).toString('base64');
    await writeFile(file('good.json'), JSON.stringify(signed.envelope));
    await writeFile(file('tampered.json'), JSON.stringify({ ...signed.envelope, payload: tampered }));
    const foreign = [{ keyid: 'f'.repeat(64), sig: signed.envelope.signatures[0]?.sig }];
    await writeFile(file('foreign.json'), JSON.stringify({ ...signed.envelope, signatures: foreign }));
    await writeFile(file('half.json'), JSON.stringify(signed.envelope).slice(0, 100));
    const [again] = await Promise.all([
      json<object>('release', 'verify', file('good.json')),
      allFail(
        [7, 'RELEASE_UNSIGNED', ['release', 'verify', file('tampered.json')]],
        [7, 'RELEASE_KEY_UNKNOWN', ['release', 'verify', file('foreign.json')]],
        [7, 'RELEASE_UNSIGNED', ['release', 'verify', file('half.json')], /not a DSSE envelope/],
      ),
    ]);
    assert.deepEqual(again, verified);
  });

  await t.test('deploy and endpoint: a release is made runnable and routed', async () => {
    const deployed = await json<Deployment>('deploy', 'points-1-1');
    hasKeys(deployed, ...DEPLOYMENT_KEYS);
    assert.deepEqual(
      deployed.predictors.map(({ state }) => state),
      ['ready'],
    );
    const opened = await json<Endpoint>('endpoint', 'open', 'points', '--unit-feature', 'origin');
    hasKeys(opened, ...ENDPOINT_KEYS);
    const [scaled, list] = await Promise.all([
      json<Deployment>('deploy', 'scale', deployed.id, '2'),
      text('deploy', 'list'),
      allFail(
        [4, 'NOT_FOUND', ['deploy', 'points-9-9'], /points-9-9/],
        [4, 'ENDPOINT_UNKNOWN', ['endpoint', 'show', 'other']],
      ),
    ]);
    assert.equal(scaled.replicas, 2);
    assert.match(list, /points-1-1\s+points v1\s+\d of \d/);
    await json('deploy', 'scale', deployed.id, '1');
    const routed = await json<Endpoint>('endpoint', 'add-variant', 'points', 'v1', deployed.id);
    assert.equal(routed.champion, 'v1');
    await fails(5, 'DEPLOYMENT_IN_USE', 'deploy', 'remove', deployed.id);
    const [all, shown] = await Promise.all([
      json<Endpoint[]>('endpoint', 'list'),
      text('endpoint', 'show', 'points'),
    ]);
    assert.deepEqual(
      all.map(({ name, champion }) => [name, champion]),
      [['points', 'v1']],
    );
    // The end of the second replica may have made a further one.
    assert.ok(all[0]!.revision >= routed.revision);
    assert.match(shown, /unit\s+feature origin[\s\S]*v1\s+points v1\s+points-1-1/);
  });

  const answered = () =>
    eventually('the endpoint answers', async () => {
      const { code, stdout } = await run('predict', 'points', ...ROW, '--json');
      return code === 0 ? (JSON.parse(stdout) as PredictionResponse) : null;
    });

  await t.test('parameters: each change is a revision with a live effect', async () => {
    const first = await answered();
    hasKeys(
      first,
      ...[
        'endpoint',
        'experiment',
        'fallback',
        'model',
        'parametersRevision',
        'predictions',
        'release',
        'rules',
        'variant',
        'version',
      ],
    );
    assert.equal(first.predictions[0]?.decision, '1');
    const set = (...values: string[]) =>
      json<{ revision: number }>(
        ...['endpoint', 'parameters', 'set', 'points', '--reason', 'a test'],
        ...values,
      );
    hasKeys(await set('activate=false'), 'by', 'createdAt', 'endpoint', 'reason', 'revision', 'values');
    await eventually('the endpoint is off', async () => (await run('predict', 'points', ...ROW)).code === 6);
    await fails(6, 'ENDPOINT_INACTIVE', 'predict', 'points', ...ROW);
    const { revision } = await set('activate=true', 'threshold=0.99');
    const later = await answered();
    assert.deepEqual([later.parametersRevision, later.predictions[0]?.decision], [revision, '0']);
    const parameters = ['endpoint', 'parameters', 'set', 'points'];
    await allFail(
      [2, 'INVALID_REQUEST', [...parameters, 'treshold=0.5'], /treshold/],
      [2, 'INVALID_REQUEST', [...parameters, 'threshold=2'], /threshold/],
      [2, 'INVALID_PARAMETERS', [...parameters, 'activeVariant=v9'], /v9/],
      [
        2,
        'RULE_INVALID',
        [
          ...parameters,
          'inputRules=[{"name":"r","when":"input.z > 1","action":{"do":"reject","message":"m"}}]',
        ],
        /"z"/,
      ],
    );
    const [[revisions, told], [history, changes], before] = await Promise.all([
      both<{ revision: number; values: object }[]>('endpoint', 'parameters', 'history', 'points'),
      both<{ at: string; routing: Endpoint }[]>('endpoint', 'history', 'points'),
      json<object[]>('endpoint', 'history', 'points', '--at', '2001-01-01'),
    ]);
    assert.deepEqual(
      revisions.map((made) => made.revision),
      [3, 2, 1, 0],
    );
    assert.match(told, /threshold=0\.99\s+operator\s+a test/);
    assert.match(changes, /v1 \(points-1-1\)\s+r3/);
    assert.deepEqual(before, []);
    const [newest, previous] = history;
    const then = new Date(Date.parse(newest?.at ?? '') - 1).toISOString();
    assert.deepEqual(await json('endpoint', 'history', 'points', '--at', then), [previous]);
    await eventually('a change is tried on logged rows', async () => {
      const trial = await json<ParameterTrial>('endpoint', 'parameters', 'try', 'points', 'threshold=0.0001');
      return trial.rows > 0 && trial.decisions.find(({ decision }) => decision === '1')?.after === trial.rows;
    });
    const back = await json<{ values: object }>('endpoint', 'parameters', 'rollback', 'points', '1');
    assert.deepEqual(back.values, revisions.find((made) => made.revision === 1)?.values);
    await set('activate=true', 'threshold=0.99');
  });

  await t.test('experiment: start, show, stop with a promotion', async () => {
    const { id: deployment } = await release(2);
    await json('endpoint', 'add-variant', 'points', 'v2', deployment);
    const start = (name: string, ...weights: string[]) => [
      ...['experiment', 'start', 'points', name],
      ...weights.flatMap((weight) => ['--variant', weight]),
    ];
    const { id } = await json<{ id: string }>(...start('ab', 'v1=0.5', 'v2=0.5'));
    await allFail(
      [5, 'EXPERIMENT_RUNNING', start('other', 'v1=0.5', 'v2=0.5')],
      [2, 'INVALID_REQUEST', start('ab', 'v1=0.5', 'v2=0.6'), /weights/],
      [2, 'INVALID_REQUEST', start('ab', 'v1=half', 'v2=0.5'), /half/],
      [5, 'EXPERIMENT_RUNNING', ['endpoint', 'remove-variant', 'points', 'v2']],
    );
    const [[analysis, told], list] = await Promise.all([
      both<ExperimentAnalysis>('experiment', 'analyse', 'points', id),
      text('experiment', 'list', 'points'),
    ]);
    hasKeys(
      analysis,
      ...['arms', 'comparisons', 'endpoint', 'experiment', 'guardrails', 'recommendation', 'sampleRatio'],
    );
    assert.match(told, /^wait: /m);
    assert.match(list, /A\/B test running, v1 0\.5, v2 0\.5/);
    const stop = ['experiment', 'stop', 'points', id, '--reason', 'seen enough'];
    const stopped = await json<{ state: string; conclusion: object }>(...stop, '--promote', 'v2');
    const conclusion = { by: 'operator', promoted: 'v2', reason: 'seen enough', cause: 'person' };
    assert.deepEqual(stopped.conclusion, conclusion);
    await eventually('all units reach the promoted variant, and no experiment', async () => {
      const { variant, experiment } = await answered();
      return variant === 'v2' && experiment === null;
    });
  });

  await t.test('prediction, outcome, monitors, warehouse and audit tell one story', async () => {
    const { predictions, variant } = await answered();
    const prediction = predictions[0]?.id as string;
    assert.deepEqual(await json('outcome', prediction, '1'), { accepted: 1 });
    const rows = join(stack.directory, 'rows.json');
    await writeFile(rows, JSON.stringify({ rows: [{ distance: 1 }, { distance: 2 }], unit: 'u' }));
    assert.match(await text('predict', 'points', '--file', rows), /points version 2 \(variant v2/);
    const create = ['monitor', 'create', 'points', '--kind', 'volume', '--minimum-predictions', '9999'];
    const { id: monitor } = await json<{ id: string }>(...create);
    const query = `select id, variant from predictions where id = $id`;
    const logged = await eventually('the prediction is in the warehouse', async () => {
      const result = await json<QueryResult>('sql', query, '-p', `id=${prediction}`);
      return result.rows.length > 0 ? result : null;
    });
    hasKeys(logged, 'columns', 'milliseconds', 'rows', 'truncated');
    assert.deepEqual(logged.rows, [[prediction, variant]]);
    const check = await json<Check>('monitor', 'check', monitor);
    assert.deepEqual([check.state, check.findings[0]?.subject], ['alert', 'volume']);
    const [monitors, [alerts, told], shown, [story, lines]] = await Promise.all([
      json<object[]>('monitor', 'list'),
      both<{ id: string; state: string }[]>('monitor', 'alerts'),
      text('monitor', 'show', monitor),
      both<Record<string, { id: string }>>('audit', 'prediction', prediction),
    ]);
    assert.equal(monitors.length, 1);
    assert.equal(alerts[0]?.state, 'firing');
    assert.match(told, /critical/);
    assert.match(shown, /fewer than the minimum/);
    hasKeys(story, 'outcome', 'parameters', 'prediction', 'release');
    assert.equal(story.prediction?.id, prediction);
    assert.match(lines, /approve\s+Demo reviewer \(unattended\) at .*: good/);
    const [[audit], verification, acknowledged, described] = await Promise.all([
      both<{ items: object[] }>('audit', 'list', '--limit', '5'),
      json<{ intact: boolean }>('audit', 'verify'),
      json<{ state: string }>('monitor', 'acknowledge', alerts[0]?.id ?? ''),
      text('sql', 'select 1 as one, null as nothing, [1, 2] as list'),
    ]);
    assert.equal(audit.items.length, 5);
    hasKeys(
      audit.items[0],
      ...['action', 'actor', 'at', 'details', 'hash', 'previous', 'role', 'sequence', 'subject'],
    );
    assert.deepEqual([verification.intact, acknowledged.state], [true, 'acknowledged']);
    assert.match(described, /one\s+nothing\s+list\n1\s+–\s+\[1,2\]\n1 row/);
  });

  await t.test('errors are one line with a code, and the exit code tells the kind', async () => {
    const missing = join(stack.directory, 'missing.json');
    await allFail(
      [2, 'INVALID_USAGE', ['endpoint', 'shwo', 'points'], /Did you mean show\?.*"slipway endpoint --help"/],
      [2, 'FEATURE_TYPE', ['predict', 'points', '-f', 'distance=far'], /distance/],
      [4, 'ENDPOINT_UNKNOWN', ['predict', 'other', ...ROW], /other/],
      [4, 'NOT_FOUND', ['predict', 'points', '--file', missing], /missing\.json/],
      [4, 'NOT_FOUND', ['dataset', 'create', 'x', '--file', missing], /missing\.json/],
      [2, 'OUTCOME_INVALID', ['outcome', 'some-prediction']],
      [2, 'INVALID_REQUEST', ['job', 'run', 'points', '-p', 'nope=1'], /nope/],
      [2, 'INVALID_SQL', ['sql', "copy points to '/tmp/stolen.csv'"]],
      [2, 'INVALID_SQL', ['sql', "select * from read_text('/etc/passwd')"]],
    );
  });

  await t.test('a command as a process: exit codes, both streams, a reader that is gone', async () => {
    await tryCommandProcesses(stack.directory);
    assert.equal((await json<object[]>('dataset', 'tables')).length, 1, 'the table is still there');
  });

  await t.test('console and status', async () => {
    const [address, [status, shown]] = await Promise.all([
      json<{ url: string }>('console', '--role', 'reviewer'),
      both<StackStatus>('status'),
    ]);
    const token = (await readFile(join(stack.directory, 'tokens', 'reviewer'), 'utf8')).trim();
    assert.equal(address.url, `${stack.addresses.control}/#token=${token}`);
    hasKeys(status, 'dataDirectory', 'endpoints', 'processes', 'running', 'startedAt');
    assert.deepEqual([status.running, status.dataDirectory], [true, stack.directory]);
    assert.deepEqual(
      status.processes.map(({ roles }) => roles.join()),
      [
        'supervisor,deployer',
        'jobs,release,monitor',
        'recorder,warehouse',
        'gateway',
        'worker',
        'predictor',
        'predictor',
      ],
    );
    for (const process of status.processes) {
      const { grpcAddress: _, reason: __, ...always } = process;
      hasKeys(always, 'address', 'health', 'name', 'pid', 'restarts', 'roles');
      assert.deepEqual([process.health, process.restarts], ['ready', 0], process.name);
    }
    assert.equal(status.endpoints.length, 1);
    const { variants, ...endpoint } = status.endpoints[0] ?? { variants: [] };
    hasKeys(endpoint, 'active', 'experiments', 'name', 'parametersRevision', 'revision');
    for (const variant of variants)
      hasKeys(variant, 'model', 'name', 'predictors', 'ready', 'release', 'version');
    assert.match(shown, /points\s+yes\s+v2\s+points v2\s+1 of 1\s+r6/);
  });

  await t.test('a second up is refused, and down stops everything', async () => {
    await ownProcess.fails(5, 'DATA_DIR_IN_USE', 'up', '--port-base', '0');
    assert.match(await ownProcess.text('down'), /stopped/);
    assert.deepEqual(await processesOf(stack.directory), []);
    const status = await json<StackStatus>('status');
    assert.deepEqual([status.running, status.processes], [false, []]);
    assert.match(await fails(6, 'NOT_RUNNING', 'run', 'list'), /slipway up/);
  });
});

test('the command works by npx at the root, through a link, and under an older Node', async (t) => {
  const version = (await execute('npx', ['slipway', '--version'], { cwd: ROOT })).stdout.trim();
  assert.match(version, /^\d+\.\d+\.\d+$/);
  const directory = await temporaryDirectory(t);
  const linked = join(ROOT, 'node_modules/.bin/slipway');
  assert.equal((await execute(linked, ['--version'], { cwd: directory })).stdout.trim(), version);
  const machine = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes('node_modules'))
    .join(delimiter);
  const found = await execute('/usr/bin/env', ['node', '--version'], { env: { PATH: machine } }).catch(
    () => null,
  );
  if (found === null) return t.diagnostic('no other Node is installed');
  const options = { env: { PATH: machine }, cwd: directory };
  const older = await execute('/usr/bin/env', ['node', SLIPWAY, '--version'], options);
  assert.equal(older.stdout.trim(), version, `under ${found.stdout}`);
  const refused = await execute(
    '/usr/bin/env',
    ['node', SLIPWAY, 'down', '--data-dir', directory],
    options,
  ).then(
    () => assert.fail('it ran'),
    (error: { code: number; stderr: string }) => error,
  );
  assert.equal(refused.code, 6, 'the exit code comes through');
  assert.match(refused.stderr, /^NOT_RUNNING/);
  assert.ok((await stat(directory)).isDirectory());
});
