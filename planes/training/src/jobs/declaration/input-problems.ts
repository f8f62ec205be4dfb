import type { JobDeclaration } from '@slipway/contracts';
import type { Problem } from '../declaration-problems.ts';
import { mentionedParameters } from './mentioned-parameters.ts';

interface Query {
  readonly field: string;
  readonly sql: string;
}

/** The queries that a declaration holds itself; those of datasets are the warehouse's to judge. */
const queriesOf = ({ steps, evaluate }: JobDeclaration): Query[] => [
  ...steps.flatMap((step, index) =>
    step.kind === 'snapshot' && step.sql !== undefined
      ? [{ field: `steps[${index}].sql`, sql: step.sql }]
      : [],
  ),
  ...(typeof evaluate?.holdout === 'string' ? [{ field: 'evaluate.holdout', sql: evaluate.holdout }] : []),
];

/** Queries that ask for a parameter which no run of the job has. */
export const inputProblems = (declaration: JobDeclaration): Problem[] =>
  queriesOf(declaration).flatMap(({ field, sql }) =>
    mentionedParameters(sql)
      .filter((name) => !Object.hasOwn(declaration.parameters, name))
      .map((name) => ({ field, message: `asks for $${name}, which is not among the parameters` })),
  );
