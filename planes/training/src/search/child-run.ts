import type { JobDeclaration } from '@slipway/contracts';
import { type PlannedStep, planSteps } from '../jobs/planned-step.ts';

/** What a run of a search has that other runs have not. */
export interface ChildRun {
  readonly search: string;
  /** Of the job, the same for every run of the search. */
  readonly revision: number;
  /** Whether the platform's steps follow the declared ones: only for the run with the best parameters. */
  readonly registers: boolean;
}

/** The steps of a run: a trial has the declared ones alone, so that it registers nothing and opens no review. */
export const stepsOfRun = (declaration: JobDeclaration, child: ChildRun | undefined): PlannedStep[] => {
  const planned = planSteps(declaration);
  if (child === undefined || child.registers) return planned;
  return planned.filter(({ name }) => declaration.steps.some((step) => step.name === name));
};
