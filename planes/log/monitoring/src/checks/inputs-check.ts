import { type Distribution, type Feature, type Finding, logRoutes, releaseRoutes } from '@slipway/contracts';
import { answeringVersion } from './answering-version.ts';
import { datasetFinding } from './drift/dataset-drift.ts';
import { type DriftLimits, driftFindings } from './drift/feature-drift.ts';
import { missingValuesFinding, unseenCategoriesFinding } from './drift/missing-values.ts';
import { finding } from './finding.ts';
import { nobodyAnswered } from './nobody-answered.ts';
import type { Question } from './question.ts';

/** The verdict on inputs: drift per feature, missing and unseen values, and the dataset as a whole. */
export const inputsFindings = (
  distributions: readonly Distribution[],
  absent: readonly string[],
  limits: DriftLimits,
): Finding[] => {
  const features = driftFindings(distributions, limits);
  return [
    datasetFinding(features),
    ...distributions.flatMap((distribution, i) =>
      [
        features[i],
        missingValuesFinding(distribution, limits),
        unseenCategoriesFinding(distribution, limits),
      ].filter((found) => found !== undefined && found !== null),
    ),
    ...absent.map((name) =>
      finding({
        subject: name,
        state: 'insufficient_data',
        method: 'none',
        rows: 0,
        detail: `${name}: the training snapshot has no such column`,
      }),
    ),
  ];
};

/** Compares what was asked in the window with the snapshot that the answering version was trained on. */
export const checkInputs = async (question: Question): Promise<Finding[]> => {
  const { monitor, window, log, registry, signal } = question;
  const answering = await answeringVersion(question);
  if (answering === null) return nobodyAnswered('inputs');
  const { model, version } = answering;
  const registered = await registry.call(
    releaseRoutes.getVersion,
    { params: { model, version } },
    { signal },
  );
  const reference = registered.lineage.snapshots[0];
  if (reference === undefined) return [withoutReference(`version ${version} of ${model} names no snapshot`)];
  const snapshot = await log.call(logRoutes.getSnapshot, { params: { digest: reference } }, { signal });
  const columns = new Set(snapshot.columns.map(({ name }) => name));
  const present = registered.signature.features.filter(({ name }) => columns.has(name));
  const absent = registered.signature.features.filter(({ name }) => !columns.has(name));
  if (present.length === 0) return [withoutReference('the training snapshot has none of the features')];
  const { distributions } = await log.call(
    logRoutes.distributions,
    {
      body: {
        reference: { kind: 'blob', digest: reference },
        current: { kind: 'predictions', endpoint: monitor.endpoint, window, model, version },
        columns: present.map(({ name, kind }) => ({ name, kind: comparedAs(kind) })),
      },
    },
    { signal, timeoutMs: 60_000 },
  );
  return inputsFindings(
    distributions,
    absent.map(({ name }) => name),
    monitor,
  );
};

const comparedAs = (kind: Feature['kind']): 'number' | 'category' =>
  kind === 'number' ? 'number' : 'category';

const withoutReference = (why: string): Finding =>
  finding({ subject: 'dataset', state: 'insufficient_data', method: 'none', rows: 0, detail: why });
