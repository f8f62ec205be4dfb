import {
  type ExtractionSource,
  logRoutes,
  type Scalar,
  SlipwayError,
  type Snapshot,
  type SplitPart,
  type StepOutput,
} from '@slipway/contracts';
import { mentionedParameters } from '../jobs/declaration/mentioned-parameters.ts';
import { callPersistently } from './persistent-call.ts';
import type { Doer, StepTools } from './step-tools.ts';

/** A query over months of predictions takes minutes. */
const TIMEOUT_MS = 10 * 60_000;

type Parameters = Readonly<Record<string, Scalar>>;

/** The parameters of the run that a query mentions: the others are for other steps. A dataset's are known to the warehouse. */
const mentioned = ({ sql, split }: ExtractionSource, parameters: Parameters): Record<string, Scalar> => {
  if (sql === undefined) return { ...parameters };
  const names = mentionedParameters(split?.by === 'time' ? `${sql}\n${split.at}` : sql);
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.includes(name)));
};

/** What the other part of a divided query is to be taken from; nothing where it was not divided. */
const otherPartOf = ({ sql, parameters, split, personal, expectations }: Snapshot): StepOutput =>
  split === undefined
    ? {}
    : {
        extraction: {
          sql,
          parameters,
          split,
          personal,
          expectations: expectations.map(
            ({ passed: _, broken: __, offending: ___, ...declared }) => declared,
          ),
        },
      };

const told = ({ rows, bytes, digest, part, split, expectations, difference }: Snapshot): string[] => [
  `snapshot ${digest}: ${rows} rows, ${bytes} bytes${split && part !== 'all' ? `, the ${part} part by ${split.column}` : ''}`,
  ...(expectations.length > 0
    ? [`the data is as expected: ${expectations.map(({ name }) => name).join(', ')}`]
    : []),
  ...expectations
    .filter(({ broken }) => broken > 0)
    .map(
      ({ name, broken, atMost }) => `${name}: broken in ${broken} rows, within the ${100 * atMost} % allowed`,
    ),
  ...(difference?.summary ?? []),
];

const takeSnapshot = async (
  source: ExtractionSource,
  part: SplitPart,
  parameters: Parameters,
  { log, session, assignment }: StepTools,
): Promise<Snapshot> => {
  const name = `${assignment.job}/${assignment.step}`;
  const body = { name, ...source, part, parameters: mentioned(source, parameters) };
  const { signal } = session;
  session.say('platform', 'asking the warehouse for the snapshot');
  const snapshot = await callPersistently(
    () => log.call(logRoutes.createSnapshot, { body }, { signal, timeoutMs: TIMEOUT_MS }),
    signal,
  ).catch((error: unknown) => {
    if (error instanceof SlipwayError && error.code === 'EXPECTATION_FAILED')
      for (const { field, message } of error.problems ?? []) session.say('platform', `${field}: ${message}`);
    throw error;
  });
  if (snapshot.rows === 0) throw new SlipwayError('EMPTY_SNAPSHOT', { name });
  for (const line of told(snapshot)) session.say('platform', line);
  return snapshot;
};

const stored = ({ digest, rows, bytes }: Snapshot): StepOutput => ({ snapshot: { digest, rows, bytes } });

/** A declared extraction; of a divided query the training part, and never the other one. */
export const doSnapshot: Doer<'snapshot'> = async ({ step }, tools) => {
  const { sql, dataset, split, personal, expectations } = step;
  const source = { sql, dataset, split, personal, expectations };
  const snapshot = await takeSnapshot(source, 'training', tools.assignment.parameters, tools);
  return { ...stored(snapshot), ...otherPartOf(snapshot) };
};

/** The rows that the evaluation is made on; no declared step sees them. */
export const doHoldout: Doer<'holdout'> = async ({ source, part, parameters }, tools) =>
  stored(await takeSnapshot(source, part, parameters ?? tools.assignment.parameters, tools));
