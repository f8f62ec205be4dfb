import type { JobDeclaration, RunStep, StepOutput } from '@slipway/contracts';
import { ancestorsOf, type PlannedStep, planSteps } from './planned-step.ts';

type Recorded = Pick<RunStep, 'name' | 'kind' | 'output' | 'state'>;

/** A step of a run that makes another one again; one with an output is taken over as it was. */
export interface ReproductionStep extends Omit<PlannedStep, 'retry'> {
  readonly output: StepOutput | null;
}

export type ReproductionPlan =
  | {
      readonly steps: readonly ReproductionStep[];
      readonly model: { readonly name: string; readonly version: number };
      readonly reason?: undefined;
    }
  | { readonly steps: null; readonly reason: string };

const isData = (kind: RunStep['kind']): boolean => kind === 'snapshot' || kind === 'holdout';

/**
 * The steps that make the version of a recorded run again: those that its model came from, with the rows that they got then
 * instead of the queries, and at the end the comparison. Nothing is registered.
 */
export const planReproduction = (
  declaration: JobDeclaration,
  recorded: readonly Recorded[],
): ReproductionPlan => {
  const { register, evaluate } = declaration;
  const model = recorded.find(({ kind }) => kind === 'register')?.output?.model;
  if (register === undefined || model === undefined)
    return { steps: null, reason: 'it registered no version' };
  const planned = planSteps(declaration);
  const wanted = new Set([...ancestorsOf(register.step, planned), register.step]);
  const outputOf = (name: string) => recorded.find((step) => step.name === name)?.output ?? null;
  const steps = planned.flatMap(({ name, kind, needs }): ReproductionStep[] => {
    const data = isData(kind);
    if (kind === 'holdout') return [{ name, kind, needs: [], output: outputOf(name) }];
    return wanted.has(name) ? [{ name, kind, needs, output: data ? outputOf(name) : null }] : [];
  });
  // A holdout that the run did not get to is not compared on.
  const known = steps.filter(({ kind, output }) => kind !== 'holdout' || output !== null);
  const missing = known.find(({ kind, output }) => isData(kind) && output?.snapshot === undefined);
  if (missing) return { steps: null, reason: `the rows of its step ${missing.name} are not known` };
  const compared = evaluate !== undefined && known.some(({ kind }) => kind === 'holdout');
  const last: ReproductionStep = {
    name: 'reproduce',
    kind: 'reproduce',
    needs: [register.step, ...(compared ? ['holdout'] : [])],
    output: null,
  };
  return { steps: [...known, last], model };
};
