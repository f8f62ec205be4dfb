import assert from 'node:assert/strict';
import { it } from 'node:test';
import { histogramMetric, LatencyHistogram } from './latency-histogram.ts';
import { counter, gauge, histogram, metricOf, metricValue } from './metric.ts';
import { metricsText } from './metrics-text.ts';

it('metrics are written with their help, type, labels and values', () => {
  const took = new LatencyHistogram();
  took.observe(3);
  took.observe(60_000);
  const text = metricsText([
    metricValue(gauge('ready', 'Is it: yes\\no\n'), true),
    metricOf(counter('asked', 'How often', ['model', 'version']), [
      { labels: { model: 'a"b\\c\nd', version: '1' }, value: 1e21 },
      { labels: { model: '', version: '2' }, value: Number.NEGATIVE_INFINITY },
    ]),
    metricOf(counter('never', 'What did not happen', ['why']), []),
    histogramMetric(histogram('took', 'How long', ['model']), [[{ model: 'm' }, took]]),
  ]);
  assert.equal(
    text.replaceAll(/^took_bucket.*le="(0\.\d+|1|2\.5)".*\n/gm, ''),
    `# HELP ready Is it: yes\\\\no\\n
# TYPE ready gauge
ready 1
# HELP asked How often
# TYPE asked counter
asked{model="a\\"b\\\\c\\nd",version="1"} 1e+21
asked{model="",version="2"} -Inf
# HELP never What did not happen
# TYPE never counter
# HELP took How long
# TYPE took histogram
took_bucket{model="m",le="5"} 1
took_bucket{model="m",le="+Inf"} 2
took_sum{model="m"} 60.003
took_count{model="m"} 2
`,
  );
});
