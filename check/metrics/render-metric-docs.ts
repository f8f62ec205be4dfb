import type { MetricFamily } from '@slipway/platform';

/** Families by who tells them, in the order of their declaration. */
export type MetricCatalogue = Readonly<
  Record<'gateway' | 'predictor' | 'log' | 'api' | 'process', readonly MetricFamily[]>
>;

const HEADER = `# Metrics

<!-- Written by \`npm run fix\` from the declarations in the code. Do not edit: \`npm run check\` compares. -->

Gateway, predictor, log and control tell their numbers at \`GET /metrics\` in the text format of Prometheus. A gateway whose clients
need a key asks for the same key here (\`Authorization: Bearer …\`), log and control ask for any token of theirs, and a predictor is
open, as its health is. The numbers are those of one process since its start; nothing is computed until somebody asks. Labels are names that people gave (endpoints, variants, rules, predictors)
and words of a fixed list; units, inputs and texts of clients never become labels. A label that does not apply is empty.
A dashboard for Grafana that shows the most important ones: \`deploy/grafana/slipway-serving.json\`.

Histograms of durations have the buckets 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250 and 500 ms, 1, 2.5 and 5 s.
Whether every answer is in the log is known by the log itself, which sees what arrived: \`slipway_log_missing_rows\` must stay 0.
`;

const SECTIONS: Readonly<Record<keyof MetricCatalogue, string>> = {
  gateway: 'Gateway',
  predictor: 'Predictor',
  log: 'Log',
  api: 'Log and control',
  process: 'Every process',
};

/** Text within a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const row = ({ name, type, labels, help }: MetricFamily): string => {
  const named = labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${type} | ${named} | ${cell(help)} |`;
};

/** The text of docs/metrics.md. */
export function renderMetricDocs(catalogue: MetricCatalogue): string {
  const sections = (Object.keys(SECTIONS) as (keyof MetricCatalogue)[]).map((who) =>
    [
      `## ${SECTIONS[who]}`,
      '',
      '| name | type | labels | meaning |',
      '| --- | --- | --- | --- |',
      ...catalogue[who].map(row),
      '',
    ].join('\n'),
  );
  return [HEADER, ...sections].join('\n');
}
