import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServingParameterValues } from '@slipway/contracts';
import { registration } from '../fixtures/measured.ts';
import type { LoggedRow } from './logged-row.ts';
import { ParameterTrialRun } from './parameter-trial.ts';

const { signature } = registration('run');
const VARIANTS = [
  { name: 'a', signature },
  { name: 'b', signature },
];

const row = (more: Partial<LoggedRow> = {}): LoggedRow => ({
  id: 'p1',
  at: '2026-01-01T00:00:00.000Z',
  variant: 'a',
  assignment: 'active',
  unit: null,
  input: { distance: 100 },
  score: 0.4,
  scores: null,
  decision: 'on time',
  threshold: 0.5,
  ...more,
});

const trial = (values: ServingParameterValues, ...rows: LoggedRow[]) =>
  new ParameterTrialRun('late', values, VARIANTS).over(rows);

const after = async (values: ServingParameterValues, logged: LoggedRow): Promise<string> => {
  const { decisions } = await trial(values, logged);
  return decisions.find((each) => each.after === 1)?.decision ?? 'nothing';
};

test('without rows there is nothing to tell', async () => {
  const { rows, from, to, decisions } = await trial({});
  assert.deepEqual([rows, from, to, decisions], [0, null, null, []]);
});

test('what is in force already changes nothing', async () => {
  const { decisionsChanged, reassigned, decisions } = await trial({}, row(), row({ id: 'p2' }));
  assert.deepEqual(
    [decisionsChanged, reassigned, decisions],
    [0, 0, [{ decision: 'on time', before: 2, after: 2 }]],
  );
});

test('a threshold decides again, the one of the variant before the one of the endpoint', async () => {
  assert.equal(await after({ threshold: 0.4 }, row()), 'late');
  assert.equal(await after({ threshold: 0.4, variants: { a: { threshold: 0.41 } } }, row()), 'on time');
  assert.equal(await after({}, row({ threshold: 0.3 })), 'late', 'as logged when nothing is set');
});

test('a switched-off endpoint answers nothing', async () => {
  assert.equal(await after({ activate: false }, row()), '(inactive)');
});

test('another active variant takes the rows that it would have got, and what it says is not known', async () => {
  const rows = [
    row(),
    row({ assignment: 'experiment' }),
    row({ assignment: 'direct' }),
    row({ variant: 'b', assignment: 'condition' }),
    row({ assignment: null }),
  ];
  const { reassigned, decisionsChanged, decisions } = await trial({ activeVariant: 'b' }, ...rows);
  assert.deepEqual([reassigned, decisionsChanged], [2, 0]);
  assert.deepEqual(decisions, [
    { decision: '(unknown)', before: 0, after: 2 },
    { decision: 'on time', before: 5, after: 3 },
  ]);
});

test('a split moves those whose variant has no share any more; a variant that is off leaves its rows to the active one', async () => {
  const none = {
    weights: [
      { variant: 'b', weight: 1 },
      { variant: 'a', weight: 0 },
    ],
  };
  const half = {
    weights: [
      { variant: 'b', weight: 0.5 },
      { variant: 'a', weight: 0.5 },
    ],
  };
  const reassigned = async (values: ServingParameterValues, logged = row()) =>
    (await trial(values, logged)).reassigned;
  assert.deepEqual([await reassigned(none), await reassigned(half)], [1, 0]);
  assert.equal(
    await reassigned(
      { variants: { b: { activate: false } } },
      row({ variant: 'b', assignment: 'experiment' }),
    ),
    1,
  );
  assert.equal(await reassigned({ directAddressing: false }, row({ variant: 'b', assignment: 'direct' })), 1);
});

test('rules and conditions are counted where they fire and where they fail, with examples', async () => {
  const values: ServingParameterValues = {
    conditions: [{ name: 'near', when: 'input.distance < 10', variant: 'b' }],
    inputRules: [
      { name: 'broken', when: 'int(input.distance / 0.0) > 1', action: { do: 'reject', message: 'x' } },
      { name: 'fixed', when: 'input.distance == 50', action: { do: 'answer', score: 1, decision: 'late' } },
      { name: 'cap', when: 'input.distance > 5000', action: { do: 'adjust', set: { distance: '5000' } } },
    ],
    outputRules: [
      { name: 'doubt', when: 'score > 0.45', action: { do: 'reject', message: 'not sure' } },
      { name: 'other', when: 'score < 0.1', action: { do: 'variant', variant: 'b' } },
      { name: 'shift', when: 'input.distance == 101', action: { do: 'adjust', score: 'score + 0.2' } },
    ],
  };
  const distances = [5, 50, 6000, 6001, 6002, 6003, 101];
  const rows = distances.map((distance, i) => row({ id: `p${i}`, input: { distance } }));
  const told = await trial(values, ...rows, row({ id: 'p7', score: 0.46 }), row({ id: 'p8', score: 0 }));
  const fired = Object.fromEntries(
    told.rules.map((rule) => [rule.rule, [rule.fired, rule.errors, rule.examples]]),
  );
  assert.deepEqual(fired, {
    broken: [0, 9, []],
    fixed: [1, 0, ['p1']],
    cap: [4, 0, ['p2', 'p3', 'p4']],
    near: [1, 0, ['p0']],
    doubt: [1, 0, ['p7']],
    other: [1, 0, ['p8']],
    shift: [1, 0, ['p6']],
  });
  assert.deepEqual([told.rows, told.adjusted, told.reassigned, told.decisionsChanged], [9, 4, 2, 3]);
  assert.deepEqual(told.decisions, [
    { decision: '(rejected)', before: 0, after: 1 },
    { decision: '(unknown)', before: 0, after: 6 },
    { decision: 'late', before: 0, after: 2 },
    { decision: 'on time', before: 9, after: 0 },
  ]);
});

test('what the log does not hold is told', async () => {
  const values: ServingParameterValues = {
    conditions: [{ name: 'gold', when: 'attributes.tier == "gold" && unit != null', variant: 'b' }],
    inputRules: [
      {
        name: 'r',
        when: 'input.origin == "JFK" && input.distance > 1',
        action: { do: 'reject', message: 'x' },
      },
    ],
    log: { level: 'full', sampling: 1, unit: 'hashed', redact: { distance: 'hashed' } },
  };
  const { notLogged } = await trial(values, row());
  assert.deepEqual(notLogged, ['attributes.tier', 'input.distance', 'input.origin', 'unit']);
});

test('ten thousand rows with ten rules leave room for other requests', async () => {
  const values: ServingParameterValues = {
    inputRules: Array.from({ length: 10 }, (_, i) => ({
      name: `r${i}`,
      when: `input.distance > ${1000 + i}`,
      action: { do: 'reject' as const, message: 'x' },
    })),
  };
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  const told = await trial(values, ...Array.from({ length: 10_000 }, () => row()));
  clearInterval(timer);
  assert.equal(told.rows, 10_000);
  assert.ok(turns > 3, `${turns}`);
});
