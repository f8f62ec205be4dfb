import { join } from 'node:path';
import type { Work } from '@slipway/contracts';
import { writeAtomically } from '@slipway/platform';
import { collectArtifacts } from './collect-artifacts.ts';
import { runProcess } from './run-process.ts';
import { copyInput } from './step-directory.ts';
import { resolveEnvironment } from './step-environment.ts';
import type { Doer, StepTools } from './step-tools.ts';
import { openTracking } from './step-tracking.ts';

type Inputs = Extract<Work, { kind: 'command' }>['inputs'];

const MEBIBYTE = 1024 * 1024;

/** Lays out the inputs as files and returns the path of the JSON file that lists them. */
const layOutInputs = async (inputs: Inputs, { blobs, directory }: StepTools): Promise<string> => {
  const listed: Record<string, object> = {};
  for (const [name, { digest, rows }] of Object.entries(inputs)) {
    const path = join(directory.inputs, `${name}.parquet`);
    await copyInput(await blobs.path(digest), path, digest);
    listed[name] = { path, format: 'parquet', rows, digest };
  }
  const list = join(directory.root, 'inputs.json');
  await writeAtomically(list, JSON.stringify(listed, null, 2));
  return list;
};

/** Runs the author's command and stores what it wrote. The contract of its environment is in this package's README. */
export const doCommand: Doer<'command'> = async ({ step, code, inputs }, tools) => {
  const { assignment, directory, session, blobs, childEnvironment } = tools;
  const parameters = join(directory.root, 'parameters.json');
  const [inputList] = await Promise.all([
    layOutInputs(inputs, tools),
    writeAtomically(parameters, JSON.stringify(assignment.parameters, null, 2)),
  ]);
  const { variables, secrets } = await resolveEnvironment(step.environment ?? {}, tools.readSecret);
  const { graceSeconds, limits } = step;
  const tracking = await openTracking(tools);
  await runProcess(
    {
      secrets: [...secrets, ...tracking.secrets],
      retriedExitCodes: step.retry.exitCodes,
      graceMs: graceSeconds === undefined ? undefined : graceSeconds * 1000,
      limits: {
        memoryBytes: limits?.memoryMb === undefined ? undefined : limits.memoryMb * MEBIBYTE,
        cpus: limits?.cpus,
      },
      isolated: { own: directory.root, readOnly: [directory.inputs] },
      // Its value is a path of this attempt alone.
      marker: 'SLIPWAY_OUTPUT_DIR',
      command: step.command,
      directory: code.directory,
      timeoutMs: step.timeoutSeconds * 1000,
      environment: childEnvironment({
        ...tracking.environment,
        ...variables,
        SLIPWAY_RUN_ID: assignment.run,
        SLIPWAY_STEP: assignment.step,
        SLIPWAY_ATTEMPT: String(assignment.attempt),
        SLIPWAY_SEED: String(assignment.seed),
        SLIPWAY_INPUTS: inputList,
        SLIPWAY_PARAMETERS: parameters,
        SLIPWAY_OUTPUT_DIR: directory.output,
        SLIPWAY_METRICS: directory.metrics,
      }),
    },
    tools,
  );
  const artifacts = await tracking.withModel(await collectArtifacts(directory.output, blobs));
  for (const { name, bytes, digest } of artifacts)
    session.say('platform', `kept ${name}: ${bytes} bytes, ${digest}`);
  return { artifacts };
};
