import { type Finding, logRoutes, releaseRoutes } from '@slipway/contracts';
import { answeringVersion } from './answering-version.ts';
import { finding } from './finding.ts';
import { nobodyAnswered } from './nobody-answered.ts';
import { qualityFindings } from './quality-findings.ts';
import type { Question } from './question.ts';

/** Compares the realised quality of the champion in the window with its newest evaluation. */
export const checkQuality = async (question: Question): Promise<Finding[]> => {
  const { monitor, window, log, registry, signal } = question;
  const answering = await answeringVersion(question);
  if (answering === null) return nobodyAnswered('quality');
  const { variant, model, version, endpoint } = answering;
  const { arms } = await log.call(
    logRoutes.quality,
    { body: { endpoint: monitor.endpoint, window } },
    { signal, timeoutMs: 60_000 },
  );
  const arm = arms.find(
    (candidate) =>
      candidate.variant === variant && candidate.model === model && candidate.version === version,
  );
  if (arm === undefined) return [unjudged(`version ${version} of ${model} answered nothing in the window`)];
  const [evaluation] = await registry.call(
    releaseRoutes.listEvaluations,
    { params: { model, version } },
    { signal },
  );
  if (evaluation === undefined) return [unjudged(`version ${version} of ${model} has no evaluation`)];
  return qualityFindings({
    arm,
    evaluation,
    liveThreshold: endpoint.parameters.values.threshold,
    minimumRows: monitor.minimumRows,
  });
};

const unjudged = (detail: string): Finding =>
  finding({ subject: 'quality', state: 'insufficient_data', method: 'none', rows: 0, detail });
