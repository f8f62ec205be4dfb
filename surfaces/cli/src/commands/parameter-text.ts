import type { ParameterRevision, ParameterTrial } from '@slipway/contracts';
import { tableOf } from '../terminal/output.ts';
import type { ParameterDifference, ParameterInForce } from './parameters-in-force.ts';

/** A value on one line: text and numbers as they are, everything else as JSON. */
const describeValue = (value: unknown): string => {
  if (value === undefined) return 'not set';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** `name=value` of everything that a revision sets. */
export const describeValues = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${describeValue(value)}`)
    .join(' ') || 'the defaults of the gateway';

export const describeInForce = (parameters: readonly ParameterInForce[]): string =>
  tableOf(
    ['PARAMETER', 'VALUE', 'FROM'],
    parameters.map(({ name, value, origin, revision }) => [
      name,
      describeValue(value),
      origin === 'default' ? 'default of the gateway' : `revision ${revision}`,
    ]),
    '',
  );

export const describeRevision = ({ endpoint, revision, values }: ParameterRevision): string =>
  `revision ${revision} of ${endpoint}: ${describeValues(values)}`;

export const describeRevisions = (revisions: readonly ParameterRevision[]): string =>
  tableOf(
    ['REVISION', 'VALUES', 'BY', 'REASON', 'AT'],
    revisions.map(({ revision, values, by, reason, createdAt }) => [
      revision,
      describeValues(values),
      by,
      reason,
      createdAt,
    ]),
    'No revision: the defaults of the gateway are in force.',
  );

export const describeDifferences = (differences: readonly ParameterDifference[]): string =>
  tableOf(
    ['PARAMETER', 'BEFORE', 'AFTER'],
    differences.map(({ name, before, after }) => [name, describeValue(before), describeValue(after)]),
    'No difference.',
  );

export const describeTrial = (trial: ParameterTrial): string => {
  const { endpoint, rows, from, to, decisionsChanged, decisions, rules, reassigned, adjusted, notLogged } =
    trial;
  if (rows === 0) return `No answered row of ${endpoint} is in the log yet.`;
  return [
    `${rows} logged rows of ${endpoint}, ${from} to ${to}: nothing was changed`,
    '',
    tableOf(
      ['DECISION', 'BEFORE', 'AFTER'],
      decisions.map(({ decision, before, after }) => [decision, before, after]),
      '',
    ),
    '',
    tableOf(
      ['RULE', 'FIRED', 'ERRORS', 'EXAMPLES'],
      rules.map(({ rule, fired, errors, examples }) => [rule, fired, errors, examples.join(' ')]),
      'No rule and no condition.',
    ),
    '',
    `decisions that would have been others: ${decisionsChanged}`,
    `rows that another variant would have answered: ${reassigned}`,
    `rows that the model would have seen adjusted: ${adjusted}`,
    ...(notLogged.length === 0 ? [] : [`not in the log, missing in this trial: ${notLogged.join(', ')}`]),
  ].join('\n');
};
