import { stat } from 'node:fs/promises';
import { type Artifact, type ModelSignature, SlipwayError } from '@slipway/contracts';
import { type Blobs, digestOf } from '@slipway/platform';
import type { ArtifactFiles } from '../artifacts/artifact-files.ts';
import { artifactPath } from '../artifacts/artifact-path.ts';
import { readMlModel } from './mlmodel.ts';
import { type OnnxGraph, readOnnxGraph } from './onnx-graph.ts';
import { trackedSignature } from './tracked-signature.ts';

/** A tracked model in the form that Slipway evaluates and serves. */
export interface UsableModel {
  readonly model: Artifact;
  readonly signatureFile: Artifact;
  readonly signature: ModelSignature;
  /** What it was made with. */
  readonly environment: Readonly<Record<string, string>>;
}

const unusable = (reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('TRACKED_MODEL_UNUSABLE', { reason }, { field: 'source', cause });

/**
 * Takes model and signature out of the artifacts and stores them as blobs.
 * @param path of the directory that holds MLmodel
 * Throws TRACKED_MODEL_UNUSABLE with what is missing.
 */
export const usableModel = async (
  path: string,
  { files, blobs }: { readonly files: ArtifactFiles; readonly blobs: Blobs },
): Promise<UsableModel> => {
  const mlModel = await readMlModel(files.pathOf(`${path}/MLmodel`));
  if (mlModel === null) throw unusable('there is no MLmodel at its source');
  if (mlModel.onnxFile === null)
    throw unusable(
      `it is logged as ${mlModel.flavors.join(', ') || 'nothing known'}, and only ONNX is served; convert it and log it with mlflow.onnx.log_model`,
    );
  const file = files.pathOf(`${path}/${artifactPath(mlModel.onnxFile)}`);
  if (!(await stat(file).catch(() => null))?.isFile()) throw unusable(`there is no ${mlModel.onnxFile}`);
  const signature = trackedSignature(mlModel.columns, graphOf(file), mlModel.hints);
  const document = Buffer.from(JSON.stringify(signature, null, 2));
  const stored = await blobs.put({ file });
  await blobs.put(document);
  return {
    model: { name: 'model.onnx', ...stored },
    signatureFile: { name: 'signature.json', digest: digestOf(document), bytes: document.length },
    signature,
    environment: mlModel.environment,
  };
};

const graphOf = (file: string): OnnxGraph => {
  try {
    return readOnnxGraph(file);
  } catch (cause) {
    throw unusable(`its model file is no whole ONNX file: ${(cause as Error).message}`, cause);
  }
};
