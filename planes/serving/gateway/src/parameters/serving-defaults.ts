import { type ServingParameters, ServingParameterValues, SlipwayError } from '@slipway/contracts';
import { describeProblems, fieldOf } from '@slipway/platform';
import { checkRules } from '@slipway/rules';

/** One default of a serving parameter, and the setting that a person would correct: `SLIPWAY_LOG_SAMPLING` for `log.sampling`. */
export interface GivenDefault {
  readonly setting: string;
  readonly path: readonly [string, ...string[]];
  readonly value: unknown;
}

interface Problem {
  readonly field: string;
  readonly message: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withValue = (
  base: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly [string, ...string[]],
  value: unknown,
): Record<string, unknown> => {
  const [next, ...more] = rest;
  const inner = base[key];
  return {
    ...base,
    [key]: next === undefined ? value : withValue(isObject(inner) ? inner : {}, [next, ...more], value),
  };
};

/** The setting behind a field of the parameters. */
const settingOf = (field: string, given: readonly GivenDefault[], file: string): string =>
  given.find(({ path }) => field === path.join('.') || field.startsWith(`${path.join('.')}.`))?.setting ??
  `${file} ${field}`;

/**
 * The serving parameters that a gateway starts with: those of the file under the single ones. Their rules are checked as far as they can be
 * without a model. Throws INVALID_CONFIGURATION with all problems, each by its setting.
 */
export const servingDefaults = (
  file: { readonly setting: string; readonly content: unknown } | null,
  given: readonly GivenDefault[],
): Partial<ServingParameters> => {
  const content = file?.content ?? {};
  const name = file?.setting ?? 'defaults';
  if (!isObject(content)) refuse([{ field: name, message: 'must hold one JSON object' }]);
  const values = given.reduce(
    (all, { path, value }) => withValue(all, path, value),
    content as Record<string, unknown>,
  );
  const parsed = ServingParameterValues.safeParse(values);
  const problems: Problem[] = parsed.success
    ? checkRules(parsed.data, [])
    : parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), message: 'is not known here' }))
          : [{ field: fieldOf(issue.path), message: issue.message }],
      );
  if (!parsed.success || problems.length > 0) {
    return refuse(problems.map(({ field, message }) => ({ field: settingOf(field, given, name), message })));
  }
  // JSON has no undefined, and a setting without a value is not given.
  return parsed.data as Partial<ServingParameters>;
};

const refuse = (problems: readonly Problem[]): never => {
  throw new SlipwayError(
    'INVALID_CONFIGURATION',
    { reason: describeProblems(problems) },
    { field: problems[0]?.field, problems },
  );
};
