import type { Experiment, ExperimentAnalysis, GuardrailResult, ShadowAnalysis } from '@slipway/contracts';
import { formatEstimate } from '../terminal/figures.ts';
import { tableOf } from '../terminal/output.ts';

const KIND = { ab: 'A/B test', shadow: 'shadow test' } as const;
const METRIC = { errors: 'errors', latency: 'slow answers', fallback: 'fallback answers' } as const;

const shareOf = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(2)} %`);

const guardrailName = ({ metric, overMs }: Pick<GuardrailResult, 'metric' | 'overMs'>): string =>
  overMs === null ? METRIC[metric] : `${METRIC[metric]} over ${overMs} ms`;

const conclusionOf = ({ conclusion }: Experiment): string => {
  if (conclusion === null) return '';
  const { promoted, by, cause, reason } = conclusion;
  const what = promoted === null ? 'champion kept' : `promoted ${promoted}`;
  return `; ${what} by ${by}${cause === 'person' ? '' : ` (${cause})`}: ${reason}`;
};

/** One line. */
export const describeExperiment = (experiment: Experiment): string => {
  const { id, name, kind, endpoint, state, variants, coverage } = experiment;
  const arms = variants.map(({ variant, weight }) => `${variant} ${weight}`).join(', ');
  return `experiment ${id} (${name}) on ${endpoint}: ${KIND[kind]} ${state}, ${arms}, coverage ${coverage}${conclusionOf(experiment)}`;
};

/** The line and what the experiment promised. */
export const describeDeclaration = (experiment: Experiment): string => {
  const { namespace, metric, margin, guardrails, minimumDays, plannedUnits, autoStop, endsAt, overrides } =
    experiment;
  const guarded = guardrails.map(
    ({ metric: figure, overMs, margin: harm }) =>
      `${guardrailName({ metric: figure, overMs: overMs ?? null })} (margin ${harm})`,
  );
  return [
    describeExperiment(experiment),
    `  started     ${experiment.startedAt}, ends ${endsAt ?? 'when somebody stops it'}`,
    `  decided on  ${metric}, margin ${margin}, after ${minimumDays} days${plannedUnits === null ? '' : `, planned ${plannedUnits} units per arm`}`,
    `  guardrails  ${guarded.join(', ') || 'none'}; ${autoStop ? 'stops by itself' : 'only watched'}`,
    `  namespace   ${namespace === null ? 'none' : `${namespace.name} from ${namespace.from} to ${namespace.to}`}`,
    `  overrides   ${Object.keys(overrides).length}`,
  ].join('\n');
};

const describeGuardrails = (guardrails: readonly GuardrailResult[]): string =>
  tableOf(
    ['VARIANT', 'GUARDRAIL', 'REQUESTS', 'ARM', 'CONTROL', 'HARM AT LEAST', 'STATE'],
    guardrails.map((result) => [
      result.variant,
      guardrailName(result),
      result.requests,
      shareOf(result.arm),
      shareOf(result.control),
      result.harm.lower === null ? '–' : shareOf(result.harm.lower),
      result.state.replace('_', ' '),
    ]),
    'No guardrail.',
  );

export const describeAnalysis = ({
  arms,
  comparisons,
  guardrails,
  sampleRatio,
  recommendation,
}: ExperimentAnalysis): string =>
  [
    tableOf(
      ['VARIANT', 'VERSION', 'PREDICTIONS', 'UNITS', 'LABELLED', 'ERRORS', 'METRICS'],
      arms.map(({ variant, version, predictions, units, labelled, errors, metrics }) => [
        variant,
        version,
        predictions,
        units,
        labelled,
        errors,
        Object.entries(metrics)
          .map(([name, estimate]) => `${name} ${formatEstimate(estimate)}`)
          .join('  '),
      ]),
      'No prediction yet.',
    ),
    '',
    tableOf(
      ['CHALLENGER', 'METRIC', 'DIFFERENCE', 'P'],
      comparisons.map(({ variant, metric, difference, p }) => [
        variant,
        metric,
        formatEstimate(difference),
        p?.toFixed(4),
      ]),
      'Nothing to compare yet.',
    ),
    '',
    describeGuardrails(guardrails),
    `split as planned: ${sampleRatio.ok ? 'yes' : 'NO'} (p ${sampleRatio.p.toFixed(4)})`,
    `${recommendation.action}${recommendation.variant ? ` ${recommendation.variant}` : ''}: ${recommendation.reason} (${recommendation.rule})`,
  ].join('\n');

export const describeShadows = ({ shadows, guardrails }: ShadowAnalysis): string =>
  [
    tableOf(
      ['SHADOW', 'VERSION', 'COMPARED', 'MISSING', 'AGREEMENT', 'MEAN |DIFFERENCE|', 'LARGEST'],
      shadows.map(({ variant, version, compared, missing, agreement, difference }) => [
        variant,
        version,
        compared,
        missing,
        formatEstimate(agreement),
        difference.meanAbsolute?.toFixed(5),
        difference.maximumAbsolute?.toFixed(5),
      ]),
      'No shadow answer yet.',
    ),
    '',
    tableOf(
      [
        'SHADOW',
        'LABELLED',
        'ONLY LIVE RIGHT',
        'ONLY SHADOW RIGHT',
        'P',
        'BRIER LIVE',
        'SHADOW',
        'DIFFERENCE',
      ],
      shadows.map(({ variant, labelled, mcNemar, brier }) => [
        variant,
        labelled,
        mcNemar.onlyLiveRight,
        mcNemar.onlyShadowRight,
        mcNemar.p.toFixed(4),
        brier.live?.toFixed(5),
        brier.shadow?.toFixed(5),
        formatEstimate(brier.difference, 5),
      ]),
      'No outcome yet.',
    ),
    '',
    describeGuardrails(guardrails),
  ].join('\n');
