import type { Routing, ServingParameters, ServingParameterValues } from '@slipway/contracts';
import { SlipwayError } from '@slipway/contracts';
import { type CompiledRules, compileRules } from '@slipway/rules';
import { effectiveParameters } from '../parameters/effective-parameters.ts';
import { prepareShadows } from './assigned-shadow.ts';
import { prepareAssigner } from './choose-variant.ts';
import { serveVariant, type VariantSetting } from './serve-variant.ts';
import type { ServedRoute } from './served-route.ts';

export interface RouteSetting extends Pick<VariantSetting, 'trusted' | 'registers' | 'intern'> {
  readonly defaults: ServingParameterValues;
  /** A rule could not be evaluated on a row. */
  readonly onRuleError: (endpoint: string, rule: string) => void;
}

/** The switches of an endpoint and its rules, which belong together. */
type Switches = Pick<ServedRoute, 'parameters' | 'parametersRevision' | 'rules' | 'refusal'>;

const compile = (
  { conditions, inputRules, outputRules }: ServingParameters,
  onError: (rule: string) => void,
): CompiledRules | null =>
  conditions.length + inputRules.length + outputRules.length === 0
    ? null
    : compileRules({ conditions, inputRules, outputRules }, { onError });

/**
 * Parameters that the release plane let pass and this gateway cannot read, e.g. of a newer release plane, leave those before them
 * in force; an endpoint that has none is refused, because without its rules it would answer what it must not.
 */
const switchesOf = (
  { endpoint, parameters: revised }: Routing,
  { defaults, onRuleError }: RouteSetting,
  previous: ServedRoute | undefined,
): Switches => {
  try {
    const parameters = effectiveParameters(defaults, revised.values);
    const rules = compile(parameters, (rule) => onRuleError(endpoint, rule));
    return { parameters, rules, parametersRevision: revised.revision, refusal: null };
  } catch (thrown) {
    const { code, message } = SlipwayError.from(thrown);
    const refusal = `parameters of revision ${revised.revision} cannot be used: ${code}: ${message}`;
    if (previous && previous.refusal === null) return previous;
    return {
      parameters: effectiveParameters(defaults, {}),
      rules: null,
      parametersRevision: revised.revision,
      refusal,
    };
  }
};

/** Prepares an endpoint for requests: verifies releases, overlays parameters, compiles rules, holds predictors. */
export const serveRoute = (
  routing: Routing,
  setting: RouteSetting,
  previous: ServedRoute | undefined,
): ServedRoute => {
  const { endpoint, revision, unit, experiments } = routing;
  const { parameters, parametersRevision, rules, refusal } = switchesOf(routing, setting, previous);
  const known = new Set(routing.variants.map(({ name }) => name));
  const shadows = prepareShadows(experiments, known, parameters);
  const variants = new Map(
    routing.variants.map((variant) => {
      const shadow = shadows.some(({ choice }) => choice.variant === variant.name);
      return [variant.name, serveVariant(variant, { ...setting, endpoint, parameters, shadow })];
    }),
  );
  const active = parameters.activeVariant ?? routing.variants[0]?.name ?? null;
  return {
    endpoint,
    revision,
    unit,
    parameters,
    parametersRevision,
    rules,
    variants,
    active,
    shown: (active === null ? undefined : variants.get(active)) ?? [...variants.values()][0] ?? null,
    experiments: experiments.map(({ id }) => id),
    assigner: prepareAssigner({ endpoint, active: active ?? '', parameters, experiments, known }),
    shadows,
    refusal,
  };
};
