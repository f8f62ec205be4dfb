import { type Finding, logRoutes, releaseRoutes } from '@slipway/contracts';
import { answeringVersion } from './answering-version.ts';
import { driftFindings } from './drift/feature-drift.ts';
import { missingValuesFinding } from './drift/missing-values.ts';
import { finding } from './finding.ts';
import { nobodyAnswered } from './nobody-answered.ts';
import type { Question } from './question.ts';

/**
 * Compares the scores of the window with those that the evaluator saw from the same version. A score is judged like a
 * category, over the deciles of the reference (methods.md part 9).
 */
export const checkPredictions = async (question: Question): Promise<Finding[]> => {
  const { monitor, window, log, registry, signal } = question;
  const answering = await answeringVersion(question);
  if (answering === null) return nobodyAnswered('score');
  const { model, version } = answering;
  const [evaluation] = await registry.call(
    releaseRoutes.listEvaluations,
    { params: { model, version } },
    { signal },
  );
  if (evaluation === undefined) {
    return [
      finding({
        subject: 'score',
        state: 'insufficient_data',
        method: 'none',
        rows: 0,
        detail: `version ${version} of ${model} has no evaluation to compare with`,
      }),
    ];
  }
  const { distributions } = await log.call(
    logRoutes.distributions,
    {
      body: {
        reference: { kind: 'blob', digest: evaluation.predictions },
        current: { kind: 'predictions', endpoint: monitor.endpoint, window, model, version },
        columns: [{ name: 'score', kind: 'number' }],
      },
    },
    { signal, timeoutMs: 60_000 },
  );
  const missing = distributions.map((distribution) => missingValuesFinding(distribution, monitor));
  return [
    ...driftFindings(distributions, monitor, 'jensen-shannon'),
    ...missing.filter((found) => found !== null),
  ];
};
