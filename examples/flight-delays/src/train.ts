/**
 * The training step of the job `flight-delays`: `node src/train.ts`, started by the platform with `SLIPWAY_*` set.
 * Prints progress to stdout; on failure one line to stderr and exit code 1.
 */
import { readStepEnvironment } from './step-environment.ts';
import { runTrainingStep } from './training-step.ts';

try {
  await runTrainingStep(await readStepEnvironment(process.env), (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  process.stderr.write(`train: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
