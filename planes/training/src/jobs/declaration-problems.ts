import type { JobDeclaration } from '@slipway/contracts';
import { searchProblems } from '../search/search-problems.ts';
import { dataProblems } from './data-problems.ts';
import { ancestorsOf, PLATFORM_STEPS } from './planned-step.ts';

export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** Why a schedule cannot be used; null when it can. The job queue knows, because it is who evaluates it. */
export type JudgeSchedule = (schedule: Schedule) => string | null;
type Schedule = NonNullable<JobDeclaration['schedule']>;

const stepProblems = ({ steps }: JobDeclaration): Problem[] => {
  const names = steps.map(({ name }) => name);
  return steps.flatMap(({ name, needs }, index): Problem[] => {
    const field = `steps[${index}]`;
    const found: Problem[] = [];
    if ((PLATFORM_STEPS as readonly string[]).includes(name))
      found.push({ field: `${field}.name`, message: `"${name}" is the name of a step of the platform` });
    if (names.indexOf(name) < index)
      found.push({ field: `${field}.name`, message: `"${name}" is the name of an earlier step` });
    for (const [position, need] of needs.entries()) {
      if (!names.includes(need))
        found.push({ field: `${field}.needs[${position}]`, message: `there is no step "${need}"` });
    }
    if (ancestorsOf(name, steps).includes(name))
      found.push({ field: `${field}.needs`, message: `"${name}" needs itself through its needs` });
    return found;
  });
};

const registerProblems = ({ register, steps }: JobDeclaration): Problem[] => {
  if (register === undefined) return [];
  const step = steps.find(({ name }) => name === register.step);
  if (step === undefined) return [{ field: 'register.step', message: `there is no step "${register.step}"` }];
  if (step.kind !== 'command')
    return [
      { field: 'register.step', message: `"${step.name}" is a ${step.kind} step, a command writes models` },
    ];
  return [];
};

const isTimeZone = (timeZone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
};

/** The part of a schedule that a message is about: one about the expression begins with it. */
const scheduleField = (message: string, schedule: Schedule): string => {
  if (!isTimeZone(schedule.timezone)) return 'schedule.timezone';
  return message.startsWith(`"${schedule.cron}"`) ? 'schedule.cron' : 'schedule';
};

/** Everything that is wrong with a declaration beyond its shape, all at once. */
export const declarationProblems = (
  declaration: JobDeclaration,
  judgeSchedule: JudgeSchedule,
): readonly Problem[] => {
  const { register, evaluate, release, schedule } = declaration;
  const unusable = schedule ? judgeSchedule(schedule) : null;
  return [
    ...stepProblems(declaration),
    ...registerProblems(declaration),
    ...dataProblems(declaration),
    ...(evaluate && !register
      ? [{ field: 'evaluate', message: 'there is nothing to evaluate without register' }]
      : []),
    ...(release && !evaluate
      ? [{ field: 'release', message: 'nobody can release a version without evaluate' }]
      : []),
    ...searchProblems(declaration.search, declaration.parameters),
    ...(schedule === undefined || unusable === null
      ? []
      : [{ field: scheduleField(unusable, schedule), message: unusable }]),
  ];
};
