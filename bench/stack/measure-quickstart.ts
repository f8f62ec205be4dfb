import type { BenchContext } from '../bench.ts';
import { type ProcessorUse, watchProcessors } from '../load/processor-time.ts';
import { type MemorySample, watchPeakMemory } from '../memory/memory-sampler.ts';
import { processesOf, readProcesses } from '../memory/process-facts.ts';
import { startProgram } from './child-program.ts';

/** Often enough to see a training step that lives for a second, seldom enough not to take part in the figures. */
const LOOK_MS = 400;

export interface QuickstartFootprint {
  readonly processors: ProcessorUse;
  readonly seconds: number;
  readonly peak: MemorySample;
  /** How often its memory was looked at. */
  readonly looks: number;
  /** What it wrote to its standard output. */
  readonly output: string;
}

/** Runs the quickstart from the first process to the last and watches its memory. Throws with its last lines when it fails. */
export const measureQuickstart = async (
  directory: string,
  dataDirectory: string,
  context: BenchContext,
): Promise<QuickstartFootprint> => {
  const parameters = ['--yes', '--exit', '--port-base', '0', '--data-dir', dataDirectory];
  if (context.quick) parameters.push('--scale', '0.05');
  const processors = watchProcessors();
  const startedAt = performance.now();
  const program = startProgram(
    'examples/flight-delays/src/quickstart/main.ts',
    parameters,
    directory,
    context,
  );
  const watch = watchPeakMemory(
    () => processesOf(readProcesses(), program.child.pid ?? 0, dataDirectory),
    LOOK_MS,
  );
  const code = await program.ended;
  const seconds = (performance.now() - startedAt) / 1000;
  const { peak, looks } = watch.stop();
  if (code !== 0) {
    const last = program.output().trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(`the quickstart ended with exit code ${code}:\n${last}`);
  }
  return { processors: processors(), seconds, peak, looks, output: program.results() };
};
