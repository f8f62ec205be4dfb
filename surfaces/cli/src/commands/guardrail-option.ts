import { type Guardrail, SlipwayError } from '@slipway/contracts';

const METRICS: readonly string[] = ['errors', 'latency', 'fallback'] satisfies Guardrail['metric'][];
const FORM = '<errors|latency|fallback>[:over=<ms>][:margin=<share>]';

/** `errors`, `errors:margin=0.01`, `latency:over=200:margin=0.02`. Throws INVALID_REQUEST that shows the form. */
export const guardrailOf = (text: string): Guardrail => {
  const [metric = '', ...settings] = text.split(':');
  if (!METRICS.includes(metric)) throw refused(text);
  const values = new Map(settings.map((setting) => settingOf(setting, text)));
  const overMs = values.get('over');
  return {
    metric: metric as Guardrail['metric'],
    margin: values.get('margin') ?? 0,
    ...(overMs === undefined ? {} : { overMs }),
  };
};

const settingOf = (setting: string, text: string): [string, number] => {
  const [, name, number] = /^(over|margin)=([\d.]+)$/.exec(setting) ?? [];
  if (name === undefined || !Number.isFinite(Number(number))) throw refused(text);
  return [name, Number(number)];
};

const refused = (text: string): SlipwayError =>
  new SlipwayError(
    'INVALID_REQUEST',
    { reason: `--guardrail: "${text}" is not ${FORM}` },
    { field: '--guardrail' },
  );
