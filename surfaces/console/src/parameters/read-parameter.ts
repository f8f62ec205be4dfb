import type { Fallback, LogParameters, ServingParameterValues, VariantParameters } from '@slipway/contracts';
import type { Complain } from './field-problem.ts';
import type { FallbackForm, LogForm, ParameterForm, ParameterKey, VariantForm } from './parameter-form.ts';
import { readNumber, readRequiredNumber, readShare } from './read-number.ts';
import { readConditions, readInputRules, readOutputRules } from './read-rules.ts';
import { weightsFit } from './weight-sum.ts';

const MILLISECONDS = { min: 1, max: 600_000, whole: true };
const SHARE = { min: 0, max: 1 };
const ANY_NUMBER = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };

const readWeights = (weights: ParameterForm['weights'], complain: Complain) => {
  const given = Object.entries(weights).filter(([, text]) => text.trim() !== '');
  const read = given.map(([variant, text], index) => ({
    variant,
    weight: readShare(text, `weights[${index}].weight`, complain),
  }));
  if (read.every(({ weight }) => Number.isFinite(weight)) && !weightsFit(weights))
    complain('weights', 'problem.sum');
  return read;
};

const readVariant = (name: string, form: VariantForm, complain: Complain): VariantParameters => {
  const threshold = readNumber(form.threshold, `variants.${name}.threshold`, SHARE, complain);
  const timeoutMs = readNumber(form.timeoutMs, `variants.${name}.timeoutMs`, MILLISECONDS, complain);
  return {
    ...(form.activate ? {} : { activate: false }),
    ...(threshold === null ? {} : { threshold }),
    ...(timeoutMs === null ? {} : { timeoutMs }),
  };
};

const readVariants = (variants: ParameterForm['variants'], complain: Complain) =>
  Object.fromEntries(
    Object.entries(variants)
      .map(([name, form]) => [name, readVariant(name, form, complain)] as const)
      .filter(([, parameters]) => Object.keys(parameters).length > 0),
  );

const readFallback = (
  { kind, variant, score, decision }: FallbackForm,
  complain: Complain,
): Fallback | null => {
  if (kind === 'none') return null;
  if (kind === 'variant') {
    if (variant === '') complain('fallback.variant', 'problem.empty');
    return { variant };
  }
  const read = readRequiredNumber(score, 'fallback.answer.score', ANY_NUMBER, complain);
  return { answer: { score: read, decision: decision.trim() || null } };
};

const readLog = ({ level, unit, sampling, redact }: LogForm, complain: Complain): LogParameters => {
  for (const [index, { feature }] of redact.entries()) {
    if (feature.trim() === '') complain(`log.redact[${index}]`, 'problem.empty');
    else if (redact.findIndex((other) => other.feature.trim() === feature.trim()) < index)
      complain(`log.redact[${index}]`, 'problem.duplicate');
  }
  return {
    level,
    unit,
    sampling: readShare(sampling, 'log.sampling', complain),
    redact: Object.fromEntries(redact.map(({ feature, how }) => [feature.trim(), how])),
  };
};

type Readers = {
  readonly [K in ParameterKey]: (
    field: ParameterForm[K],
    complain: Complain,
  ) => Exclude<ServingParameterValues[K], undefined>;
};

/** What each field of the form means. A value after a complaint is not to be used. */
export const READERS: Readers = {
  activate: (field) => field,
  message: (field) => field.trim() || null,
  activeVariant: (field) => field || null,
  weights: readWeights,
  conditions: readConditions,
  directAddressing: (field) => field,
  variants: readVariants,
  timeoutMs: (field, complain) => readRequiredNumber(field, 'timeoutMs', MILLISECONDS, complain),
  tryTimeoutMs: (field, complain) => readNumber(field, 'tryTimeoutMs', MILLISECONDS, complain),
  retries: (field, complain) =>
    readRequiredNumber(field, 'retries', { min: 0, max: 10, whole: true }, complain),
  retryBudget: (field, complain) => readShare(field, 'retryBudget', complain),
  hedgeAfterMs: (field, complain) => readNumber(field, 'hedgeAfterMs', MILLISECONDS, complain),
  threshold: (field, complain) => readRequiredNumber(field, 'threshold', SHARE, complain),
  inputRules: readInputRules,
  outputRules: readOutputRules,
  fallback: readFallback,
  concurrency: (field, complain) =>
    readNumber(field, 'concurrency', { min: 1, max: 100_000, whole: true }, complain),
  cacheSeconds: (field, complain) =>
    readRequiredNumber(field, 'cacheSeconds', { min: 0, max: 86_400 }, complain),
  log: readLog,
};
