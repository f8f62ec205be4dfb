import type { InputRule, OutputRule, ServingParameterValues, VariantCondition } from '@slipway/contracts';
import { formatShare } from '../format/figures.ts';
import type { ParameterKey } from './parameter-form.ts';

const pairs = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

const actionText = ({ action }: InputRule | OutputRule): string => {
  switch (action.do) {
    case 'reject':
      return `reject "${action.message}"`;
    case 'answer':
      return `answer ${action.score}${action.decision === null ? '' : ` "${action.decision}"`}`;
    case 'variant':
      return `variant ${action.variant}`;
    case 'adjust': {
      const { do: _, ...values } = action;
      return `adjust ${pairs('set' in values ? values.set : values)}`;
    }
  }
};

/** `input.distance > 5000 → reject "too far"`: a rule or condition on one line, in the words of the API. */
export const ruleText = (rule: InputRule | OutputRule | VariantCondition): string =>
  `${rule.when} → ${'action' in rule ? actionText(rule) : `variant ${rule.variant}`}`;

const WRITERS: { readonly [K in ParameterKey]?: (value: NonNullable<ServingParameterValues[K]>) => string } =
  {
    weights: (weights) =>
      weights.map(({ variant, weight }) => `${variant} ${formatShare(weight)}`).join(', '),
    variants: (variants) =>
      Object.entries(variants)
        .map(([name, parameters]) => `${name}: ${pairs(parameters)}`)
        .join('; '),
    fallback: (fallback) =>
      'variant' in fallback
        ? `variant ${fallback.variant}`
        : `answer ${fallback.answer.score}${fallback.answer.decision === null ? '' : ` "${fallback.answer.decision}"`}`,
    log: ({ level, sampling, unit, redact }) =>
      [`level ${level}`, `sampling ${formatShare(sampling)}`, `unit ${unit}`]
        .concat(Object.keys(redact).length === 0 ? [] : `redact ${pairs(redact)}`)
        .join(', '),
    retryBudget: formatShare,
  };

const RULE_KEYS: ReadonlySet<ParameterKey> = new Set(['conditions', 'inputRules', 'outputRules']);

/** A value on one line, in the words of the API; empty for nothing. */
export const valueText = (key: ParameterKey, value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (RULE_KEYS.has(key)) return (value as VariantCondition[]).map(({ name }) => name).join(', ');
  const write = WRITERS[key] as ((value: unknown) => string) | undefined;
  return write === undefined ? String(value) : write(value);
};
