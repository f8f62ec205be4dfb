import type { CodeReference, JobDeclaration, StepOutput, Work } from '@slipway/contracts';
import { holdoutWork } from './holdout-work.ts';
import { ancestorsOf, planSteps } from './planned-step.ts';

/** What is known of a run when one of its steps is handed out. */
export interface WorkContext {
  readonly declaration: JobDeclaration;
  readonly code: CodeReference;
  /** Outputs of the steps that have succeeded, by name. */
  readonly outputs: ReadonlyMap<string, StepOutput>;
}

type CommandWork = Extract<Work, { kind: 'command' }>;

const required = <T>(value: T | null | undefined, what: string): T => {
  if (value === null || value === undefined) throw new Error(`a step was queued without ${what}`);
  return value;
};

const inputsOf = (needs: readonly string[], { outputs }: WorkContext): CommandWork['inputs'] =>
  Object.fromEntries(
    needs.flatMap((need) => {
      const snapshot = outputs.get(need)?.snapshot;
      return snapshot === undefined ? [] : [[need, snapshot]];
    }),
  );

const declaredWork = (name: string, context: WorkContext): Work | null => {
  const step = context.declaration.steps.find((candidate) => candidate.name === name);
  if (step === undefined) return null;
  if (step.kind === 'snapshot') return { kind: 'snapshot', step };
  return { kind: 'command', step, code: context.code, inputs: inputsOf(step.needs, context) };
};

const registerWork = ({ declaration, code, outputs }: WorkContext): Work => {
  const { step: name, model } = required(declaration.register, 'register');
  const step = declaration.steps.find((candidate) => candidate.name === name);
  const snapshots = ancestorsOf(name, planSteps(declaration)).flatMap(
    (ancestor) => outputs.get(ancestor)?.snapshot?.digest ?? [],
  );
  return {
    kind: 'register',
    model,
    artifacts: outputs.get(name)?.artifacts ?? [],
    snapshots,
    code,
    command: step?.kind === 'command' ? step.command : [],
    ...(declaration.release ? { release: declaration.release } : {}),
  };
};

const evaluateWork = ({ declaration, outputs }: WorkContext): Work => {
  const model = required(outputs.get('register')?.model, 'a registered version');
  return {
    kind: 'evaluate',
    plan: required(declaration.evaluate, 'an evaluation plan'),
    model: model.name,
    version: model.version,
    holdout: required(outputs.get('holdout')?.snapshot, 'a holdout'),
    ...(declaration.release ? { release: declaration.release } : {}),
  };
};

const reproduceWork = ({ declaration, outputs }: WorkContext): Work => {
  const { register, evaluate: plan } = declaration;
  const holdout = outputs.get('holdout')?.snapshot;
  return {
    kind: 'reproduce',
    artifacts: outputs.get(required(register, 'register').step)?.artifacts ?? [],
    evaluation: plan === undefined || holdout === undefined ? null : { plan, holdout },
  };
};

/** The work of one step, with everything that a worker needs to know about the steps before it. */
export const workOf = (name: string, context: WorkContext): Work => {
  const declared = declaredWork(name, context);
  if (declared !== null) return declared;
  if (name === 'reproduce') return reproduceWork(context);
  if (name === 'register') return registerWork(context);
  if (name === 'holdout') {
    const { holdout } = required(context.declaration.evaluate, 'an evaluation plan');
    return holdoutWork(holdout, context.declaration.steps, context.outputs);
  }
  return evaluateWork(context);
};
