import { type ExperimentRequest, type Guardrail, SlipwayError } from '@slipway/contracts';

const DAY = 86_400_000;

const refused = (field: string, problem: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason: `${field}: ${problem}` }, { field });

/**
 * What the schema cannot see: an experiment may promise only what it can keep.
 * Throws INVALID_REQUEST with the field.
 */
export const checkPromises = (request: ExperimentRequest, at: string): void => {
  const { kind, overrides, namespace, guardrails, minimumDays, endsAt } = request;
  if (kind === 'shadow' && namespace !== null)
    throw refused('namespace', 'a shadow test takes no units, so it needs none');
  if (kind === 'shadow' && Object.keys(overrides).length > 0)
    throw refused('overrides', 'a shadow test assigns no units');
  checkOverrides(request, overrides);
  guardrails.forEach((guardrail, i) => {
    checkGuardrail(kind, guardrail, `guardrails[${i}]`);
    if (guardrails.findIndex((other) => sameFigure(other, guardrail)) < i)
      throw refused(`guardrails[${i}]`, `${guardrail.metric} is guarded twice`);
  });
  checkEnd(endsAt, at);
  checkSignal(request);
  if (endsAt !== undefined && Date.parse(endsAt) < Date.parse(at) + minimumDays * DAY)
    throw refused('endsAt', `lies before the ${minimumDays} minimumDays are over`);
};

/** Only arms can be named. Throws INVALID_REQUEST. */
export const checkOverrides = (
  { variants }: Pick<ExperimentRequest, 'variants'>,
  overrides: ExperimentRequest['overrides'],
): void => {
  for (const [unit, arm] of Object.entries(overrides)) {
    if (!variants.some(({ variant }) => variant === arm))
      throw refused(`overrides.${unit}`, `"${arm}" is not an arm of this experiment`);
  }
};

/** Throws INVALID_REQUEST for an end that is over. */
export const checkEnd = (endsAt: string | undefined, at: string): void => {
  if (endsAt !== undefined && Date.parse(endsAt) <= Date.parse(at))
    throw refused('endsAt', 'must lie in the future');
};

/** Who promises to stop by itself must say on what signal. Throws INVALID_REQUEST. */
export const checkSignal = ({
  autoStop,
  guardrails,
  endsAt,
}: Pick<ExperimentRequest, 'autoStop' | 'guardrails' | 'endsAt'>): void => {
  if (autoStop && guardrails.length === 0 && endsAt === undefined)
    throw refused(
      'autoStop',
      'nothing could ever stop this experiment: name a guardrail or an end date, or switch autoStop off',
    );
};

const checkGuardrail = (
  kind: ExperimentRequest['kind'],
  { metric, overMs }: Guardrail,
  field: string,
): void => {
  if (metric === 'latency' && overMs === undefined)
    throw refused(`${field}.overMs`, 'say which answers are too slow, in milliseconds');
  if (metric !== 'latency' && overMs !== undefined)
    throw refused(`${field}.overMs`, `has no meaning for ${metric}`);
  if (metric === 'fallback' && kind === 'shadow')
    throw refused(`${field}.metric`, 'nobody answers in place of a shadow');
};

const sameFigure = (a: Guardrail, b: Guardrail): boolean => a.metric === b.metric && a.overMs === b.overMs;
