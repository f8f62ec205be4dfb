import { type ReuseQuestion, reuseRoutes, type StepOutput } from '@slipway/contracts';
import type { ContractClient } from '@slipway/platform';
import { doWork } from '../do-work.ts';
import { callPersistently } from '../persistent-call.ts';
import { servingVariant } from '../serving-variant.ts';
import type { StepTools } from '../step-tools.ts';
import { workerEnvironment } from '../worker-environment.ts';
import { codeState } from './code-state.ts';
import { programIdentity } from './program-identity.ts';
import { type Surroundings, workerKey } from './worker-key.ts';

/** Nothing is known of the code of these; nobody asks for it. */
const NO_CODE = { code: null, program: null } as const;

const surroundingsOf = async (tools: StepTools): Promise<Surroundings> => {
  const { assignment, session, childEnvironment } = tools;
  const { work } = assignment;
  const platform = workerEnvironment();
  if (work.kind === 'evaluate') {
    const champion = work.release ? await servingVariant(work.release.endpoint, tools) : null;
    return { platform, ...NO_CODE, champion };
  }
  if (work.kind !== 'command') return { platform, ...NO_CODE, champion: null };
  const { directory } = work.code;
  const [code, program] = await Promise.all([
    codeState(directory),
    programIdentity(work.step.command[0] ?? '', directory, childEnvironment({}).PATH ?? ''),
  ]);
  if (code.state === null) session.say('platform', `its result will not be reused: ${code.reason}`);
  // What could look around is not the same as what could not: a result of the one is no evidence for the other.
  const { isolation = 'none' } = tools.executor;
  return { platform: { ...platform, isolation }, code: code.state, program, champion: null };
};

/**
 * Does the work of a step, unless the job server completes the step with an earlier result of the same inputs: then null.
 * @param control the job server
 */
export const doOrReuse = async (tools: StepTools, control: ContractClient): Promise<StepOutput | null> => {
  const { assignment, session } = tools;
  const { work, lease } = assignment;
  if (work.kind === 'snapshot' || work.kind === 'holdout') return doWork(work, tools);
  const ask = async (body: ReuseQuestion): Promise<boolean> => {
    const { signal } = session;
    const call = () => control.call(reuseRoutes.reuseStep, { params: { lease }, body }, { signal });
    return (await callPersistently(call, signal)).reused;
  };
  const surroundings = await surroundingsOf(tools);
  const { code } = surroundings;
  const key = workerKey(assignment, surroundings);
  if (await ask({ key, code })) return null;
  const output = await doWork(work, tools);
  if (work.kind === 'command' && code !== null) {
    const now = await codeState(work.code.directory);
    if (now.state !== code) {
      session.say('platform', 'its result will not be reused: its code changed while it ran');
      await ask({ key: null, code: null });
    }
  }
  return output;
};
