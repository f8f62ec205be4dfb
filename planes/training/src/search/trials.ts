import type { SearchPlan } from '@slipway/contracts';
import { seededRandom } from '@slipway/statistics';
import { halvingRungs } from './halving-rungs.ts';
import { drawValue, gridValues, type Parameters, spacesOf } from './parameter-space.ts';

/** Draws in a row that were all known already, after which a combination may come twice: the space is exhausted. */
const TRIES = 20_000;

/** How many combinations a grid has. */
export const gridSize = (parameters: SearchPlan['parameters']): number =>
  spacesOf(parameters).reduce((size, [, space]) => size * gridValues(space).length, 1);

/** Every combination of the values; the last name, in alphabetical order, changes first. */
export const gridTrials = (parameters: SearchPlan['parameters']): Parameters[] =>
  spacesOf(parameters).reduce<Parameters[]>(
    (trials, [name, space]) =>
      trials.flatMap((trial) => gridValues(space).map((value) => ({ ...trial, [name]: value }))),
    [{}],
  );

/** `count` combinations, drawn independently and evenly; none twice as far as there are so many. The same seed draws the same. */
export const randomTrials = (
  parameters: SearchPlan['parameters'],
  count: number,
  seed: number,
): Parameters[] => {
  const random = seededRandom(seed);
  const spaces = spacesOf(parameters);
  const draw = (): Parameters =>
    Object.fromEntries(spaces.map(([name, space]) => [name, drawValue(space, random)]));
  const known = new Set<string>();
  return Array.from({ length: count }, () => {
    let trial = draw();
    for (let tries = 0; tries < TRIES && known.has(JSON.stringify(trial)); tries++) trial = draw();
    known.add(JSON.stringify(trial));
    return trial;
  });
};

/** The trials that a search begins with: all of them, or the first rung of successive halving. */
export const firstTrials = (plan: SearchPlan, seed: number): Parameters[] => {
  const { strategy, parameters, trials = 1, halving } = plan;
  if (strategy === 'grid') return gridTrials(parameters);
  const drawn = randomTrials(parameters, trials, plan.seed ?? seed);
  if (halving === undefined) return drawn;
  const resource = halvingRungs(trials, halving)[0]?.resource ?? halving.min;
  return drawn.map((trial) => ({ ...trial, [halving.resource]: resource }));
};
