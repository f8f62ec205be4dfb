import type { HoldoutSource, JobDeclaration, SnapshotStep } from '@slipway/contracts';
import { checkExpectations, type Problem } from '@slipway/rules/expectations';

const sourceProblems = (
  { sql, dataset, split, expectations = [] }: SnapshotStep,
  field: string,
  parameters: JobDeclaration['parameters'],
): Problem[] => {
  const found: Problem[] = [];
  if (sql === undefined && dataset === undefined)
    found.push({ field: `${field}.sql`, message: 'give the query as sql, or the name of a dataset' });
  if (sql !== undefined && dataset !== undefined)
    found.push({ field: `${field}.dataset`, message: 'give either sql or a dataset' });
  if (split?.by === 'time' && split.at.startsWith('$') && !Object.hasOwn(parameters, split.at.slice(1)))
    found.push({ field: `${field}.split.at`, message: `there is no parameter "${split.at.slice(1)}"` });
  return [...found, ...checkExpectations(expectations, `${field}.expectations`)];
};

const holdoutProblems = (holdout: HoldoutSource, snapshots: readonly SnapshotStep[]): Problem[] => {
  if (typeof holdout === 'string') return [];
  if ('dataset' in holdout) {
    const trained = snapshots.find(({ dataset }) => dataset === holdout.dataset);
    return holdout.part === 'all' && trained
      ? [{ field: 'evaluate.holdout', message: `step "${trained.name}" trains on rows of that dataset` }]
      : [];
  }
  const field = 'evaluate.holdout.step';
  const step = snapshots.find(({ name }) => name === holdout.step);
  if (step === undefined) return [{ field, message: `there is no snapshot step "${holdout.step}"` }];
  // Whether a dataset is divided is known to the warehouse, when the step runs.
  if (step.split === undefined && step.dataset === undefined)
    return [{ field, message: `"${step.name}" has no split, so there is nothing beside what is trained on` }];
  return [];
};

/** Everything that is wrong with the data of a declaration: queries, splits, expectations, and the holdout. */
export const dataProblems = ({ steps, evaluate, parameters }: JobDeclaration): readonly Problem[] => {
  const snapshots = steps.filter((step) => step.kind === 'snapshot');
  return [
    ...snapshots.flatMap((step) => sourceProblems(step, `steps[${steps.indexOf(step)}]`, parameters)),
    ...(evaluate ? holdoutProblems(evaluate.holdout, snapshots) : []),
  ];
};
