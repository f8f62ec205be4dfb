import type { Endpoint, Experiment, ExperimentRequest, Guardrail } from '@slipway/contracts';
import { complainInto, type FieldProblem } from '../parameters/field-problem.ts';
import { readNumber, readRequiredNumber, readShare } from '../parameters/read-number.ts';
import { weightsFit } from '../parameters/weight-sum.ts';

export interface GuardrailForm {
  readonly on: boolean;
  /** Percent of answers. */
  readonly margin: string;
  /** Milliseconds, of `latency` only. */
  readonly overMs: string;
}

/** An experiment as it stands in the fields of its form: shares in percent. */
export interface ExperimentForm {
  readonly kind: Experiment['kind'];
  readonly name: string;
  /** The arm that the others are compared with. */
  readonly control: string;
  /** Percent by variant; empty: takes no part. */
  readonly weights: Readonly<Record<string, string>>;
  readonly coverage: string;
  readonly metric: Experiment['metric'];
  readonly margin: string;
  readonly minimumDays: string;
  readonly plannedUnits: string;
  readonly autoStop: boolean;
  readonly guardrails: Readonly<Record<Guardrail['metric'], GuardrailForm>>;
  /** Local time of a `datetime-local` field; empty: no end. */
  readonly endsAt: string;
}

export const GUARDRAIL_METRICS = [
  'errors',
  'latency',
  'fallback',
] as const satisfies readonly Guardrail['metric'][];

/** Half and half between the champion and the newest other variant; a shadow test copies everything to that one. */
export const newExperiment = (endpoint: Endpoint, kind: Experiment['kind'] = 'ab'): ExperimentForm => {
  const names = endpoint.variants.map(({ name }) => name);
  const control = endpoint.champion ?? names[0] ?? '';
  const other = names.findLast((name) => name !== control);
  const weights: Record<string, string> = {};
  if (kind === 'ab' && control !== '') weights[control] = '50';
  if (other !== undefined) weights[other] = kind === 'ab' ? '50' : '100';
  return {
    kind,
    name: '',
    control,
    weights,
    coverage: '100',
    metric: 'brier',
    margin: '0.002',
    minimumDays: '0',
    plannedUnits: '',
    autoStop: true,
    guardrails: {
      errors: { on: true, margin: '0.5', overMs: '' },
      latency: { on: false, margin: '1', overMs: '250' },
      fallback: { on: false, margin: '0.5', overMs: '' },
    },
    endsAt: '',
  };
};

/** Arms with a share, the control first; a shadow test has no control of its own. */
export const armsOf = ({
  kind,
  control,
  weights,
}: ExperimentForm): readonly (readonly [string, string])[] => {
  const given = Object.entries(weights).filter(([, text]) => text.trim() !== '');
  if (kind === 'shadow') return given;
  return given.toSorted(([a], [b]) => Number(b === control) - Number(a === control));
};

export interface ExperimentReading {
  readonly request: ExperimentRequest;
  readonly problems: readonly FieldProblem[];
}

/** The request that a form stands for, and what is wrong with it; with problems it is not to be sent. */
export const readExperiment = (form: ExperimentForm): ExperimentReading => {
  const problems: FieldProblem[] = [];
  const complain = complainInto(problems);
  const arms = armsOf(form);
  const variants = arms.map(([variant, text], index) => ({
    variant,
    weight: readShare(text, `variants[${index}].weight`, complain),
  }));
  if (form.name.trim() === '') complain('name', 'problem.empty');
  if (variants.length < (form.kind === 'ab' ? 2 : 1))
    complain('variants', form.kind === 'ab' ? 'problem.twoArms' : 'problem.oneShadow');
  else if (form.kind === 'ab' && !variants.some(({ variant }) => variant === form.control))
    complain('variants', 'problem.controlShare');
  else if (
    form.kind === 'ab' &&
    variants.every(({ weight }) => Number.isFinite(weight)) &&
    !weightsFit(form.weights)
  )
    complain('variants', 'problem.sum');
  const guardrails = GUARDRAIL_METRICS.filter((metric) => form.guardrails[metric].on).map(
    (metric, index): Guardrail => {
      const { margin, overMs } = form.guardrails[metric];
      const at = `guardrails[${index}]`;
      return {
        metric,
        margin: readShare(margin, `${at}.margin`, complain),
        ...(metric === 'latency'
          ? { overMs: readRequiredNumber(overMs, `${at}.overMs`, { min: 1, max: 600_000 }, complain) }
          : {}),
      };
    },
  );
  const request: ExperimentRequest = {
    name: form.name.trim(),
    kind: form.kind,
    variants,
    coverage: readShare(form.coverage, 'coverage', complain),
    namespace: null,
    overrides: {},
    metric: form.metric,
    margin: readRequiredNumber(form.margin, 'margin', { min: 0, max: 1 }, complain),
    guardrails,
    minimumDays: readRequiredNumber(form.minimumDays, 'minimumDays', { min: 0, max: 365 }, complain),
    plannedUnits: readNumber(
      form.plannedUnits,
      'plannedUnits',
      { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
      complain,
    ),
    autoStop: form.autoStop,
    ...(form.endsAt === '' ? {} : { endsAt: new Date(form.endsAt).toISOString() }),
  };
  return { request, problems };
};
