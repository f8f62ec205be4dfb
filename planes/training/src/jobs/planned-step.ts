import type { JobDeclaration, RetryPolicy, RunStep } from '@slipway/contracts';

/** Names of the platform's own steps; a declared step cannot have them. */
export const PLATFORM_STEPS = ['register', 'holdout', 'evaluate', 'reproduce'] as const;

/** The platform's steps only ask other processes: their absence for a minute is no reason to fail a run. */
const PLATFORM_RETRY: RetryPolicy = { limit: 5, delaySeconds: 2 };

/** A step of a run before it has run. */
export interface PlannedStep {
  readonly name: string;
  readonly kind: RunStep['kind'];
  readonly needs: readonly string[];
  readonly retry: RetryPolicy;
}

/** The steps of a run in the order of people: those of the declaration, then those of the platform that it asks for. */
export const planSteps = (declaration: JobDeclaration): PlannedStep[] => {
  const platform = (name: (typeof PLATFORM_STEPS)[number], needs: string[]): PlannedStep => ({
    name,
    kind: name,
    needs,
    retry: PLATFORM_RETRY,
  });
  const { register, evaluate } = declaration;
  const trainedWith = register ? [register.step, ...ancestorsOf(register.step, declaration.steps)] : [];
  const besides = declaration.steps.filter(
    ({ kind, name }) => kind === 'command' && !trainedWith.includes(name),
  );
  return [
    ...declaration.steps.map(({ name, kind, needs, retry }) => ({ name, kind, needs, retry })),
    ...(register ? [platform('register', [register.step])] : []),
    // No command of the run works any more when the holdout is extracted, and nobody waits for one when there is no version.
    ...(evaluate
      ? [
          platform('holdout', ['register', ...besides.map(({ name }) => name)]),
          platform('evaluate', ['register', 'holdout']),
        ]
      : []),
  ];
};

/** The retries of a step of any run. */
export const retryOf = (declaration: JobDeclaration, name: string): RetryPolicy =>
  planSteps(declaration).find((step) => step.name === name)?.retry ?? PLATFORM_RETRY;

/** All steps that a step needs, directly or not, in the order of `steps`. */
export const ancestorsOf = (
  name: string,
  steps: readonly Pick<PlannedStep, 'name' | 'needs'>[],
): string[] => {
  const needed = new Set<string>();
  const visit = (current: string): void => {
    for (const need of steps.find((step) => step.name === current)?.needs ?? []) {
      if (needed.has(need)) continue;
      needed.add(need);
      visit(need);
    }
  };
  visit(name);
  return steps.map((step) => step.name).filter((candidate) => needed.has(candidate));
};
