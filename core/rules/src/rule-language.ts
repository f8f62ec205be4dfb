import { Environment } from '@marcbachmann/cel-js';
import type { ModelSignature } from '@slipway/contracts';

export type Stage = 'input' | 'output';

/** The names that expressions of a stage may read. */
export const VARIABLES: Readonly<Record<Stage, ReadonlySet<string>>> = {
  input: new Set(['input', 'unit', 'attributes', 'endpoint']),
  output: new Set([
    'input',
    'unit',
    'attributes',
    'endpoint',
    'score',
    'scores',
    'decision',
    'variant',
    'threshold',
  ]),
};

/** CEL type of a feature's values. */
export const CEL_TYPES = { number: 'double', category: 'string', boolean: 'bool' } as const;

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

/** One rule has the work of a few hundred nodes; deeper or longer ones are programs, and a list of rules says them better. */
export const LIMITS = { maxAstNodes: 300, maxDepth: 24, maxListElements: 200, maxCallArguments: 4 };

/** Numbers of rows are doubles; `input.distance * 2` and `input.month == 3` should mean what they say. */
export const withMixedNumbers = (language: Environment): Environment => {
  for (const [operator, compute] of Object.entries(ARITHMETIC)) {
    language.registerOperator(`double ${operator} int`, (a: number, b: bigint) => compute(a, Number(b)));
    language.registerOperator(`int ${operator} double`, (a: bigint, b: number) => compute(Number(a), b));
  }
  return language
    .registerOperator('double % double', (a: number, b: number) => a % b)
    .registerOperator('double == int', (a: number, b: bigint) => a === Number(b));
};

/** What a computation with null throws: made once, because an error of the library costs three times as much, its stack most of it. */
const MISSING = new Error('a value is missing');

const missing = (): never => {
  throw MISSING;
};

const TYPES = ['double', 'int', 'string', 'bool'] as const;

const FUNCTIONS_OF_MISSING = [
  'size(null): int',
  'double(null): double',
  'int(null): int',
  'string(null): string',
  'null.size(): int',
  'null.startsWith(string): bool',
  'null.endsWith(string): bool',
  'null.contains(string): bool',
  'null.lowerAscii(): string',
  'null.upperAscii(): string',
  'null.trim(): string',
  'null.indexOf(string): int',
  'null.indexOf(string, int): int',
  'null.substring(int): string',
  'null.substring(int, int): string',
];

/** Everything that an operator or a function could be asked of null. */
const withMissingValues = (language: Environment): Environment => {
  for (const operator of ['<', '<=', '>', '>=', ...Object.keys(ARITHMETIC)]) {
    const result = operator in ARITHMETIC ? 'double' : 'bool';
    for (const type of TYPES) {
      language.registerOperator(`null ${operator} ${type}: ${result}`, missing);
      language.registerOperator(`${type} ${operator} null: ${result}`, missing);
    }
    language.registerOperator(`null ${operator} null: ${result}`, missing);
  }
  for (const signature of FUNCTIONS_OF_MISSING) language.registerFunction(signature, missing);
  return language.registerOperator('!null: bool', missing).registerOperator('-null: double', missing);
};

/** The language that runs: values have the types that they have, so that null stays null. */
export const runningLanguage: Environment = withMissingValues(
  withMixedNumbers(new Environment({ limits: LIMITS })),
)
  .registerVariable('input', 'map<string, dyn>')
  .registerVariable('unit', 'dyn')
  .registerVariable('attributes', 'map<string, string>')
  .registerVariable('endpoint', 'string')
  .registerVariable('score', 'dyn')
  .registerVariable('scores', 'list<double>')
  .registerVariable('decision', 'dyn')
  .registerVariable('variant', 'string')
  .registerVariable('threshold', 'dyn');

/** The language that only checks: every feature has the type of the signature, and may be compared with null. */
export const checkingLanguage = ({ features }: Pick<ModelSignature, 'features'>): Environment => {
  const language = withMixedNumbers(new Environment({ limits: LIMITS }))
    // The running language finds 3.0 in [1, 2, 3] without being told.
    .registerOperator('double in list<int>', () => false)
    .registerOperator('int in list<double>', () => false);
  for (const type of Object.values(CEL_TYPES)) language.registerOperator(`${type} == null`, () => false);
  return language
    .registerType('Input', {
      fields: Object.fromEntries(features.map(({ name, kind }) => [name, CEL_TYPES[kind]])),
    })
    .registerVariable('input', 'Input')
    .registerVariable('unit', 'string')
    .registerVariable('attributes', 'map<string, string>')
    .registerVariable('endpoint', 'string')
    .registerVariable('score', 'double')
    .registerVariable('scores', 'list<double>')
    .registerVariable('decision', 'string')
    .registerVariable('variant', 'string')
    .registerVariable('threshold', 'double');
};
