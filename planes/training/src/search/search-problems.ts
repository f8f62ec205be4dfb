import { type JobDeclaration, LARGEST_SEARCH, type RangeSpace, type SearchPlan } from '@slipway/contracts';
import { type Space, spacesOf } from './parameter-space.ts';
import { gridSize } from './trials.ts';

interface Problem {
  readonly field: string;
  readonly message: string;
}

const rangeProblems = (range: RangeSpace, field: string, strategy: SearchPlan['strategy']): Problem[] => {
  const { min, max, scale, integer, points } = range;
  const found: Problem[] = [];
  if (min >= max) found.push({ field: `${field}.min`, message: 'must be below max' });
  if (scale === 'log' && min <= 0)
    found.push({ field: `${field}.min`, message: 'must be above 0 on a log scale' });
  if (integer && !(Number.isSafeInteger(min) && Number.isSafeInteger(max)))
    found.push({ field, message: 'min and max must be whole numbers' });
  if (strategy === 'grid' && points === undefined)
    found.push({ field: `${field}.points`, message: 'a grid needs to know how many values to try' });
  return found;
};

const spaceProblems = (space: Space, field: string, strategy: SearchPlan['strategy']): Problem[] => {
  if (!('values' in space)) return rangeProblems(space, field, strategy);
  const twice = space.values.findIndex((value, index) => space.values.indexOf(value) < index);
  return twice < 0 ? [] : [{ field: `${field}.values[${twice}]`, message: 'is in the list already' }];
};

/** Values that a run of the job would refuse. */
const typeProblems = (space: Space, field: string, type: string): Problem[] => {
  const message = `must be a ${type}, as in the parameters of the job`;
  if (!('values' in space)) return type === 'number' ? [] : [{ field, message }];
  return space.values.flatMap((value, index) =>
    typeof value === type ? [] : [{ field: `${field}.values[${index}]`, message }],
  );
};

const parameterProblems = (plan: SearchPlan, declared: JobDeclaration['parameters']): Problem[] => {
  const spaces = spacesOf(plan.parameters);
  if (spaces.length === 0) return [{ field: 'parameters', message: 'there is nothing to search' }];
  return spaces.flatMap(([name, space]) => {
    const field = `parameters.${name}`;
    const known = Object.hasOwn(declared, name) ? declared[name] : undefined;
    return [
      ...(known === undefined ? [{ field, message: `the job has no parameter "${name}"` }] : []),
      ...(known === undefined ? [] : typeProblems(space, field, typeof known)),
      ...spaceProblems(space, field, plan.strategy),
    ];
  });
};

const halvingProblems = (
  { halving, parameters }: SearchPlan,
  declared: JobDeclaration['parameters'],
): Problem[] => {
  if (halving === undefined)
    return [{ field: 'halving', message: 'successive halving needs a resource with min and max' }];
  const { resource, min, max } = halving;
  const found: Problem[] = [];
  if (!Object.hasOwn(declared, resource) || typeof declared[resource] !== 'number')
    found.push({ field: 'halving.resource', message: `the job has no numeric parameter "${resource}"` });
  if (Object.hasOwn(parameters, resource))
    found.push({ field: `parameters.${resource}`, message: 'is the resource, which the rungs set' });
  if (min > max) found.push({ field: 'halving.min', message: 'must not be above max' });
  return found;
};

const strategyProblems = (plan: SearchPlan, declared: JobDeclaration['parameters']): Problem[] => {
  const { strategy, trials, halving } = plan;
  const found = strategy === 'halving' ? halvingProblems(plan, declared) : [];
  if (strategy !== 'halving' && halving !== undefined)
    found.push({ field: 'halving', message: `is for the strategy "halving", not "${strategy}"` });
  if (strategy === 'grid' && trials !== undefined)
    found.push({ field: 'trials', message: 'a grid tries every combination; leave it out' });
  if (strategy !== 'grid' && trials === undefined)
    found.push({ field: 'trials', message: 'say how many combinations to draw' });
  return found;
};

/** Everything that is wrong with a search beyond its shape, all at once; fields are below `field`. */
export const searchProblems = (
  plan: SearchPlan | undefined,
  declared: JobDeclaration['parameters'],
  field = 'search',
): Problem[] => {
  if (plan === undefined) return [];
  const found = [...parameterProblems(plan, declared), ...strategyProblems(plan, declared)];
  // A grid whose ranges are broken has no size.
  if (found.length === 0 && plan.strategy === 'grid') {
    const size = gridSize(plan.parameters);
    if (size > LARGEST_SEARCH)
      found.push({
        field: 'parameters',
        message: `the grid has ${size} combinations, more than ${LARGEST_SEARCH}; try fewer values, or draw some of them`,
      });
  }
  return found.map((problem) => ({ ...problem, field: `${field}.${problem.field}` }));
};
