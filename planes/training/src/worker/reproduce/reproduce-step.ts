import { join } from 'node:path';
import type { StepOutput, Work } from '@slipway/contracts';
import { doWork } from '../do-work.ts';
import { codeState } from '../reuse/code-state.ts';
import { StepFailed } from '../step-failed.ts';
import type { StepTools } from '../step-tools.ts';
import { type Checkout, checkOut } from './checkout.ts';
import { planCode } from './code-plan.ts';
import { goneReason, storeVerdict } from './reproduce-work.ts';

type CommandWork = Extract<Work, { kind: 'command' }>;

/** Says on the version that it cannot be made again, and ends the step for good. */
const giveUp = async (reason: string, tools: StepTools): Promise<never> => {
  await storeVerdict({ verdict: 'impossible', reason, artifact: null, metrics: [] }, tools);
  throw new StepFailed({ reason, code: 'NOT_REPRODUCED', exitCode: null, lastLines: [] }, false);
};

/** The recorded code in a directory of its own; null when the job's directory holds it as it was. */
const recordedCode = async ({ code }: CommandWork, tools: StepTools): Promise<Checkout | null> => {
  const { assignment, session, directory } = tools;
  const plan = planCode(assignment.reproduces?.code ?? null, code, await codeState(code.directory));
  if (plan.kind === 'as-it-is') return null;
  if (plan.kind === 'impossible') return giveUp(plan.reason, tools);
  const checkout = await checkOut(code.directory, plan, join(directory.root, 'code'));
  if (checkout === null)
    return giveUp(`the repository of ${code.directory} does not have commit ${plan.commit}`, tools);
  session.say('platform', `the code is at commit ${plan.commit}, with the packages that are installed now`);
  return checkout;
};

/** Does the work of a step of a run that makes another one again: with the code of then, and a verdict in any case. */
export const reproduceStep = async (tools: StepTools): Promise<StepOutput> => {
  const { work } = tools.assignment;
  let checkout: Checkout | null = null;
  try {
    if (work.kind !== 'command') return await doWork(work, tools);
    checkout = await recordedCode(work, tools);
    const code = checkout === null ? work.code : { ...work.code, directory: checkout.directory };
    return await doWork({ ...work, code }, tools);
  } catch (error) {
    const gone = goneReason(error);
    if (gone !== null) return await giveUp(gone, tools);
    throw error;
  } finally {
    await checkout?.remove();
  }
};
