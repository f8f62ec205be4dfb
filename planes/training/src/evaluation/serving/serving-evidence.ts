import { mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EvaluationEvidence, LoadTestPlan, ModelSignature, WarmUpSample } from '@slipway/contracts';
import { runLoadTest } from './load-test.ts';
import { checkServing, refusedServing, type ServingRows } from './serving-check.ts';
import { startTrialPredictor } from './trial-predictor.ts';
import { layOutTrial } from './trial-release.ts';

/** Different enough that no processor learns them by heart. */
const LOAD_BODIES = 200;

export interface ServingEvidenceInput {
  /** Program and first arguments of a predictor process. */
  readonly command: readonly string[];
  readonly model: { readonly path: string; readonly digest: string; readonly signature: ModelSignature };
  readonly samples: readonly WarmUpSample[];
  readonly rows: ServingRows;
  /** Absent: no load test. */
  readonly load?: LoadTestPlan | undefined;
  readonly seed: number;
  /** A directory beside it is used meanwhile. */
  readonly output: string;
}

export type ServingEvidence = Pick<EvaluationEvidence, 'serving' | 'load'>;

/** What a real predictor does with the candidate. Throws INTERNAL when none can be started. */
export const servingEvidence = async (input: ServingEvidenceInput): Promise<ServingEvidence> => {
  const { command, model, samples, rows, load } = input;
  const directory = await mkdtemp(join(dirname(input.output), 'trial-'));
  try {
    const { size: bytes } = await stat(model.path);
    const predictor = await startTrialPredictor(
      command,
      await layOutTrial(directory, { ...model, bytes, samples }),
    );
    try {
      if (predictor.refusal !== null) return { serving: refusedServing(rows, predictor.refusal) };
      const serving = await checkServing(predictor.address, rows);
      return {
        serving,
        ...(load === undefined ? {} : { load: await underLoad(load, predictor.address, input) }),
      };
    } finally {
      await predictor.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

const underLoad = (plan: LoadTestPlan, address: string, { rows, seed }: ServingEvidenceInput) => {
  const pool = [...rows.together, ...rows.alone].map(({ row }) => row);
  const bodies = Array.from({ length: LOAD_BODIES }, (_, body) => {
    const sent = Array.from({ length: plan.rows }, (_, row) => pool[(body * plan.rows + row) % pool.length]!);
    return JSON.stringify({ rows: sent });
  });
  return runLoadTest({ plan, url: `${address}/v1/predictions`, bodies, seed });
};

/** One line for each thing that was asked. */
export const describeServing = ({ serving, load }: ServingEvidence): string[] => [
  ...(serving === undefined
    ? []
    : [
        serving.refusal === undefined
          ? `a predictor answers ${serving.rows - serving.mismatches} of ${serving.rows} rows as the evaluator does`
          : `a predictor refuses the candidate: ${serving.refusal}`,
      ]),
  ...(load === undefined
    ? []
    : [
        `${load.requests} requests at ${load.requestsPerSecond}/s: ${load.errors} errors, p50 ${load.p50Ms} ms, p99 ${load.p99Ms} ms`,
      ]),
];
