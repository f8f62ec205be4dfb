import { type Criterion, type JobDeclaration, SlipwayError } from '@slipway/contracts';
import { describeProblems } from '@slipway/platform';
import { declarationProblems, type JudgeSchedule, type Problem } from '../declaration-problems.ts';
import { inputProblems } from './input-problems.ts';
import { readDeclaration } from './readable-declaration.ts';

/** Throws INVALID_EXPRESSION or INVALID_REQUEST that names the criterion below `field`. */
export type ValidateCriteria = (criteria: readonly Criterion[], field: string) => void;

/** Who knows what a declaration leaves to others. */
export interface DeclarationJudges {
  readonly schedule: JudgeSchedule;
  readonly criteria: ValidateCriteria;
}

/** Rules about one part say nothing when the part that they compare it with could not be read. */
const SILENT_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  register: ['evaluate'],
  evaluate: ['release'],
  steps: ['register.step', 'evaluate.holdout'],
  parameters: ['search'],
};

const isWithin = (field: string, part: string): boolean =>
  field === part || field.startsWith(`${part}.`) || field.startsWith(`${part}[`);

/** A rule about an object says nothing when a part of it could not be read; one about a whole part at the top compares it with others. */
const isAround = (field: string, part: string): boolean =>
  field === part || ((field.includes('.') || field === 'schedule') && isWithin(part, field));

/** What is not told of, because it follows from a field that could not be read. */
const beside = (field: string): string[] => {
  const [, step, key] = /^(steps\[\d+\])\.(\w+)/.exec(field) ?? [];
  if (key === 'sql' || key === 'dataset') return [`${step}.sql`, `${step}.dataset`];
  return key === 'kind' || key === 'split' ? ['evaluate.holdout', 'register.step'] : [];
};

/** What the criteria's own judge has to say, as problems; the error itself stays at hand. */
const criteriaRefusal = (
  { release }: JobDeclaration,
  validate: ValidateCriteria,
): { error: SlipwayError; problems: readonly Problem[] } | null => {
  const field = 'release.criteria';
  try {
    validate(release?.criteria ?? [], field);
    return null;
  } catch (thrown) {
    const error = SlipwayError.from(thrown);
    return { error, problems: error.problems ?? [{ field: error.field ?? field, message: error.message }] };
  }
};

const refusal = (problems: readonly Problem[]): SlipwayError =>
  new SlipwayError(
    'INVALID_JOB',
    { reason: describeProblems(problems) },
    { field: problems[0]?.field, problems },
  );

/**
 * The declaration that was sent, with its defaults. Throws INVALID_JOB with everything that is wrong with it, shape and sense,
 * all at once; and what `criteria` throws when nothing else is wrong.
 */
export const judgeDeclaration = (
  sent: unknown,
  { schedule, criteria }: DeclarationJudges,
  further: (declaration: JobDeclaration) => readonly Problem[] = () => [],
): JobDeclaration => {
  const read = readDeclaration(sent);
  if (read === null) throw refusal([{ field: '(root)', message: 'a declaration is an object' }]);
  const { declaration, problems: shape, unread } = read;
  const refused = criteriaRefusal(declaration, criteria);
  const sense = [
    ...declarationProblems(declaration, schedule),
    ...(unread.has('parameters') && Object.keys(declaration.parameters).length === 0
      ? []
      : inputProblems(declaration)),
    ...further(declaration),
    ...(refused?.problems ?? []),
  ];
  const told = shape.map(({ field }) => field);
  const silent = [
    ...[...unread].flatMap((part) => [part, ...(SILENT_WITHOUT[part] ?? [])]),
    ...told.flatMap(beside),
  ];
  const problems = [
    ...shape,
    ...sense.filter(
      ({ field }) =>
        !silent.some((part) => isWithin(field, part)) && !told.some((part) => isAround(field, part)),
    ),
  ];
  if (problems.length === 0) return declaration;
  throw refused !== null && problems.length === refused.problems.length ? refused.error : refusal(problems);
};
