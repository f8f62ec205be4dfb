import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseMetrics } from './fixtures/parse-metrics.ts';
import { histogramMetric, LatencyHistogram } from './latency-histogram.ts';
import { counter, gauge, histogram, metricOf, metricValue } from './metric.ts';
import { metricsText } from './metrics-text.ts';
import { processMetrics } from './process-metrics.ts';

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

it('what is written can be read as it was meant', () => {
  const label = 'a"b\\c\nd,e="f"}';
  const took = new LatencyHistogram();
  for (const milliseconds of [0.1, 3, 60_000]) took.observe(milliseconds);
  const families = parseMetrics(
    metricsText([
      metricOf(gauge('held', 'What', ['name']), [{ labels: { name: label }, value: -1.5 }]),
      histogramMetric(histogram('took', 'How long'), [[{}, took]]),
      ...processMetrics(),
    ]),
  );
  assert.deepEqual(families.get('held')?.labels, [{ name: label }]);
  assert.equal(families.get('took')?.series.get('took_count'), 3);
  const memory = families.get('process_resident_memory_bytes')?.series.get('process_resident_memory_bytes');
  assert.ok(memory && memory > 1e6);
});
