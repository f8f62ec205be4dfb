import { Environment } from '@marcbachmann/cel-js';
import type { Expectation } from '@slipway/contracts';
import { CEL_TYPES, LIMITS, withMixedNumbers } from '../rule-language.ts';

/** What an expression can do with a column: numbers are doubles; times, lists and the like are text. */
export type ColumnKind = keyof typeof CEL_TYPES;

/** Numbers of a column's profile, by the name that an expectation reads. */
const FIGURES = ['nulls', 'nullShare', 'distinct', 'mean', 'median', 'shift'] as const;

/** The names that an expectation may read. */
export const namesOf = ({ level, column }: Pick<Expectation, 'level' | 'column'>): ReadonlySet<string> => {
  if (level === 'row') return new Set(column === undefined ? ['row'] : ['value', 'row']);
  return new Set(column === undefined ? ['rows'] : ['rows', ...FIGURES, 'min', 'max']);
};

const language = (): Environment => withMixedNumbers(new Environment({ limits: LIMITS }));

const declareFigures = (environment: Environment): Environment => {
  for (const name of ['rows', ...FIGURES]) environment.registerVariable(name, 'double');
  return environment;
};

/** The language that runs. No null reaches an operator: what is missing is left out before. */
export const runningLanguage: Environment = declareFigures(language())
  .registerVariable('value', 'dyn')
  .registerVariable('row', 'map<string, dyn>')
  .registerVariable('min', 'dyn')
  .registerVariable('max', 'dyn');

/** The language that only checks, for columns of known kinds; `value`, `min` and `max` are those of `column`. */
export const checkingLanguage = (
  kinds: ReadonlyMap<string, ColumnKind>,
  column: string | undefined,
): Environment => {
  const environment = declareFigures(language())
    // The running language finds 3.0 in [1, 2, 3] without being told.
    .registerOperator('double in list<int>', () => false)
    .registerOperator('int in list<double>', () => false);
  for (const type of Object.values(CEL_TYPES)) environment.registerOperator(`${type} == null`, () => false);
  const fields = Object.fromEntries([...kinds].map(([name, kind]) => [name, CEL_TYPES[kind]]));
  const kind = column === undefined ? undefined : kinds.get(column);
  const type = kind === undefined ? 'dyn' : CEL_TYPES[kind];
  environment.registerType('Row', { fields }).registerVariable('row', 'Row');
  for (const name of ['value', 'min', 'max']) environment.registerVariable(name, type);
  return environment;
};
