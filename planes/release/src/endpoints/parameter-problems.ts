import type { ModelSignature, ServingParameterValues } from '@slipway/contracts';
import { checkRules, type Problem } from '@slipway/rules';

/** What parameters are checked against. */
export interface NamedVariant {
  readonly name: string;
  readonly signature: ModelSignature;
}

type Values = ServingParameterValues;
type Key = keyof Values;

/** The parameter that a problem is in: `inputRules` of `inputRules[0].when`. */
export const keyOf = ({ field }: Problem): Key => field.split(/[.[]/, 1)[0] as Key;

const ofActions = (
  rules: Values['inputRules'] | Values['outputRules'] = [],
  list: 'inputRules' | 'outputRules',
): (readonly [string, string])[] =>
  rules.flatMap(({ action }, i) =>
    action.do === 'variant' ? [[`${list}[${i}].action.variant`, action.variant] as const] : [],
  );

/** Every variant that parameters name, with the field. */
export const namedVariants = (values: Values): readonly (readonly [field: string, variant: string])[] => {
  const { activeVariant, weights = [], conditions = [], variants = {}, fallback } = values;
  return [
    ...(activeVariant ? [['activeVariant', activeVariant] as const] : []),
    ...weights.map(({ variant }, i) => [`weights[${i}].variant`, variant] as const),
    ...conditions.map(({ variant }, i) => [`conditions[${i}].variant`, variant] as const),
    ...Object.keys(variants).map((name) => [`variants.${name}`, name] as const),
    ...ofActions(values.inputRules, 'inputRules'),
    ...ofActions(values.outputRules, 'outputRules'),
    ...(fallback && 'variant' in fallback ? [['fallback.variant', fallback.variant] as const] : []),
  ];
};

const redactProblems = ({ log }: Values, { name, signature }: NamedVariant): Problem[] => {
  const known = new Set(signature.features.map((feature) => feature.name));
  return Object.keys(log?.redact ?? {})
    .filter((feature) => !known.has(feature))
    .map((feature) => ({
      field: `log.redact.${feature}`,
      message: `feature "${feature}" is not in the signature of variant "${name}"`,
    }));
};

const fallbackProblems = ({ fallback }: Values, { name, signature }: NamedVariant): Problem[] => {
  if (!fallback || !('answer' in fallback)) return [];
  const { task, classes } = signature;
  const { decision } = fallback.answer;
  const fits = task === 'regression' ? decision === null : decision !== null && classes.includes(decision);
  const wanted = task === 'regression' ? 'null: it is a regression' : `one of ${classes.join(', ')}`;
  return fits
    ? []
    : [{ field: 'fallback.answer.decision', message: `for variant "${name}" it must be ${wanted}` }];
};

/** Rules and names of features that do not fit the signatures of the variants. */
export const signatureProblems = (values: Values, variants: readonly NamedVariant[]): Problem[] => [
  ...variants.flatMap((variant) => [
    ...redactProblems(values, variant),
    ...fallbackProblems(values, variant),
  ]),
  ...checkRules(
    values,
    variants.map(({ signature }) => signature),
  ),
];

/** All that is wrong with parameters of an endpoint that has these variants; empty when nothing is. */
export const parameterProblems = (values: Values, variants: readonly NamedVariant[]): Problem[] => {
  const known = new Set(variants.map(({ name }) => name));
  const unknown = namedVariants(values)
    .filter(([, name]) => !known.has(name))
    .map(([field, name]) => ({ field, message: `the endpoint has no variant "${name}"` }));
  return [...unknown, ...signatureProblems(values, variants)];
};
