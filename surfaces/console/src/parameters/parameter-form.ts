import type { LogParameters, ServingParameters, ServingParameterValues } from '@slipway/contracts';
import { conditionForms, type RuleForm, ruleForms } from './rule-form.ts';

export type ParameterKey = keyof ServingParameterValues;

export interface VariantForm {
  readonly activate: boolean;
  /** Empty: as the endpoint. */
  readonly threshold: string;
  readonly timeoutMs: string;
}

export interface FallbackForm {
  readonly kind: 'none' | 'variant' | 'answer';
  readonly variant: string;
  readonly score: string;
  readonly decision: string;
}

export interface LogForm extends Pick<LogParameters, 'level' | 'unit'> {
  /** Percent. */
  readonly sampling: string;
  readonly redact: readonly { readonly feature: string; readonly how: 'hashed' | 'dropped' }[];
}

/** Serving parameters as they stand in the fields of a form: numbers as they are typed, shares in percent. */
export interface ParameterForm {
  readonly activate: boolean;
  readonly message: string;
  /** Empty: the first variant. */
  readonly activeVariant: string;
  /** Percent by variant; empty: no share. */
  readonly weights: Readonly<Record<string, string>>;
  readonly conditions: readonly RuleForm[];
  readonly directAddressing: boolean;
  readonly variants: Readonly<Record<string, VariantForm>>;
  readonly timeoutMs: string;
  readonly tryTimeoutMs: string;
  readonly retries: string;
  readonly retryBudget: string;
  readonly hedgeAfterMs: string;
  readonly threshold: string;
  readonly inputRules: readonly RuleForm[];
  readonly outputRules: readonly RuleForm[];
  readonly fallback: FallbackForm;
  readonly concurrency: string;
  readonly cacheSeconds: string;
  readonly log: LogForm;
}

export const UNCHANGED_VARIANT: VariantForm = { activate: true, threshold: '', timeoutMs: '' };

/** `33.3333333333` of a third: digits enough that the shares still add up. */
const percentText = (share: number): string => String(Number((share * 100).toPrecision(12)));

const numberText = (value: number | null | undefined): string => (value == null ? '' : String(value));

const fallbackForm = (fallback: ServingParameters['fallback']): FallbackForm => {
  const none: FallbackForm = { kind: 'none', variant: '', score: '', decision: '' };
  if (fallback === null) return none;
  if ('variant' in fallback) return { ...none, kind: 'variant', variant: fallback.variant };
  const { score, decision } = fallback.answer;
  return { ...none, kind: 'answer', score: String(score), decision: decision ?? '' };
};

/** How parameters look in a form. */
export const parameterForm = (values: ServingParameters): ParameterForm => ({
  activate: values.activate,
  message: values.message ?? '',
  activeVariant: values.activeVariant ?? '',
  weights: Object.fromEntries(values.weights.map(({ variant, weight }) => [variant, percentText(weight)])),
  conditions: conditionForms(values.conditions),
  directAddressing: values.directAddressing,
  variants: Object.fromEntries(
    Object.entries(values.variants).map(([name, { activate = true, threshold, timeoutMs }]) => [
      name,
      { activate, threshold: numberText(threshold), timeoutMs: numberText(timeoutMs) },
    ]),
  ),
  timeoutMs: numberText(values.timeoutMs),
  tryTimeoutMs: numberText(values.tryTimeoutMs),
  retries: numberText(values.retries),
  retryBudget: percentText(values.retryBudget),
  hedgeAfterMs: numberText(values.hedgeAfterMs),
  threshold: numberText(values.threshold),
  inputRules: ruleForms(values.inputRules),
  outputRules: ruleForms(values.outputRules),
  fallback: fallbackForm(values.fallback),
  concurrency: numberText(values.concurrency),
  cacheSeconds: numberText(values.cacheSeconds),
  log: {
    level: values.log.level,
    unit: values.log.unit,
    sampling: percentText(values.log.sampling),
    redact: Object.entries(values.log.redact).map(([feature, how]) => ({ feature, how })),
  },
});
