import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeAtomically } from '@slipway/platform';
import type { Bench, BenchReport } from './bench.ts';
import { disturbanceBench } from './disturbance.ts';
import { enduranceBench } from './endurance.ts';
import { evaluationBench } from './evaluation.ts';
import { footprintBench } from './footprint.ts';
import { gatewayBench } from './gateway.ts';
import { jobsBench } from './jobs.ts';
import { latencyBench } from './latency.ts';
import { peersBench } from './peers.ts';
import { predictorBench } from './predictor.ts';
import { protocolsBench } from './protocols.ts';
import { describeMachine } from './report/machine.ts';
import { renderReport } from './report/render-report.ts';
import { trackingBench } from './tracking.ts';

const BENCHES: readonly Bench[] = [
  predictorBench,
  protocolsBench,
  peersBench,
  gatewayBench,
  latencyBench,
  disturbanceBench,
  enduranceBench,
  jobsBench,
  evaluationBench,
  trackingBench,
  footprintBench,
];

const USAGE = `npm run bench -- <name> [--json] [--quick]

${BENCHES.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')}

  --json       print the figures as one line of JSON at the end
  --quick      a short look: fewer and shorter rounds, written nowhere
  --help, -h   this text

A bench prints its tables and writes them to bench/results/<name>.md; "footprint" also writes its part of README.md.
Throughput is measured with wrk on one core and the servers on the other, on Linux. Compare the ratios of one run: the
figures themselves depend on the machine.
Exit code: 0 done, 1 the bench failed, 2 wrong usage, 130 interrupted.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** What fails after an interruption fails because of it. */
let interrupted = false;

const runBench = async (bench: Bench): Promise<void> => {
  const resources = new AsyncDisposableStack();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void resources.disposeAsync().finally(() => process.exit(130));
    });
  }
  let report: BenchReport;
  try {
    const say = (line: string) => console.error(`… ${line}`);
    report = await bench.run({ quick: values.quick, resources, say });
  } finally {
    await resources.disposeAsync();
  }
  const command = `npm run bench -- ${bench.name}${values.quick ? ' --quick' : ''}`;
  const markdown = renderReport(report, describeMachine(command));
  console.log(markdown);
  if (!values.quick)
    await writeAtomically(resolve(import.meta.dirname, 'results', `${bench.name}.md`), markdown);
  if (values.json) console.log(JSON.stringify({ bench: bench.name, quick: values.quick, ...report.figures }));
};

const bench = BENCHES.find(({ name }) => name === positionals[0]);
if (values.help) {
  console.log(USAGE);
} else if (bench === undefined || positionals.length > 1) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  await runBench(bench).catch((error: Error) => {
    if (!interrupted) console.error(`The bench ${bench.name} failed: ${error.message}`);
    process.exitCode = 1;
  });
}
