import { logRoutes, type Scalar, SlipwayError, type StepOutput } from '@slipway/contracts';
import { callPersistently } from './persistent-call.ts';
import type { Doer, StepTools } from './step-tools.ts';

/** A query over months of predictions takes minutes. */
const TIMEOUT_MS = 10 * 60_000;

/** The parameters of the run that a query mentions: the others are for other steps. */
const mentioned = (sql: string, parameters: Readonly<Record<string, Scalar>>): Record<string, Scalar> => {
  const names = new Set([...sql.matchAll(/\$([A-Za-z_]\w*)/g)].map(([, name]) => name));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(name)));
};

const takeSnapshot = async (sql: string, tools: StepTools): Promise<StepOutput> => {
  const { log, session, assignment } = tools;
  const name = `${assignment.job}/${assignment.step}`;
  const body = { name, sql, parameters: mentioned(sql, assignment.parameters) };
  const { signal } = session;
  session.say('platform', 'asking the warehouse for the snapshot');
  const { digest, rows, bytes } = await callPersistently(
    () => log.call(logRoutes.createSnapshot, { body }, { signal, timeoutMs: TIMEOUT_MS }),
    signal,
  );
  if (rows === 0) throw new SlipwayError('EMPTY_SNAPSHOT', { name });
  session.say('platform', `snapshot ${digest}: ${rows} rows, ${bytes} bytes`);
  return { snapshot: { digest, rows, bytes } };
};

/** A declared extraction. */
export const doSnapshot: Doer<'snapshot'> = ({ step }, tools) => takeSnapshot(step.sql, tools);

/** The rows that the evaluation is made on; no declared step sees them. */
export const doHoldout: Doer<'holdout'> = ({ sql }, tools) => takeSnapshot(sql, tools);
