import { readFile, stat } from 'node:fs/promises';
import { SlipwayError } from '@slipway/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

/** A column of the signature of an MLflow model. */
export const Column = z.object({
  name: z.string().optional(),
  type: z.string(),
  required: z.boolean().default(true),
});
export type Column = z.infer<typeof Column>;

/** What Slipway needs to know that MLflow's signature does not say: `log_model(metadata={"slipway": {…}})`. */
export const SignatureHints = z.strictObject({
  task: z.enum(['binary', 'multiclass', 'regression']).optional(),
  score: z.string().min(1).optional(),
  classes: z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
});
export type SignatureHints = z.infer<typeof SignatureHints>;

/** The parts of an MLmodel file that matter here. */
export interface MlModel {
  /** The model file beside MLmodel; null when the model has no ONNX flavour. */
  readonly onnxFile: string | null;
  readonly flavors: readonly string[];
  /** Null: logged without a signature. */
  readonly columns: readonly Column[] | null;
  readonly hints: SignatureHints;
  /** Versions of what it was made with. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Larger than any MLmodel; a file of that name may be anything. */
const MOST_BYTES = 4 * 1024 * 1024;

const Document = z.object({
  flavors: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  signature: z.object({ inputs: z.string().nullish() }).nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  mlflow_version: z.string().optional(),
});

const unusable = (reason: string, cause?: unknown): SlipwayError =>
  new SlipwayError('TRACKED_MODEL_UNUSABLE', { reason }, { cause });

/** Reads an MLmodel file; null when there is none. Throws TRACKED_MODEL_UNUSABLE for one that cannot be understood. */
export const readMlModel = async (path: string): Promise<MlModel | null> => {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  if (found.size > MOST_BYTES) throw unusable('its MLmodel is larger than 4 MiB');
  return parseMlModel(await readFile(path, 'utf8'));
};

/** @param text the YAML of an MLmodel file */
export const parseMlModel = (text: string): MlModel => {
  const document = Document.safeParse(yaml(text));
  if (!document.success) throw unusable(`its MLmodel cannot be read: ${document.error.issues[0]?.message}`);
  const { flavors, signature, metadata, mlflow_version } = document.data;
  const onnx = flavors.onnx;
  const file = onnx?.data ?? 'model.onnx';
  return {
    onnxFile: onnx === undefined ? null : String(file),
    flavors: Object.keys(flavors),
    columns: columnsOf(signature?.inputs),
    hints: hintsOf(metadata?.slipway),
    environment: Object.fromEntries(
      [
        ['mlflow', mlflow_version],
        ['python', flavors.python_function?.python_version],
        ['onnx', onnx?.onnx_version],
      ].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  };
};

const yaml = (text: string): unknown => {
  try {
    // An alias may stand for itself many times over; MLflow writes none.
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw unusable(`its MLmodel is no YAML: ${(cause as Error).message.split('\n')[0]}`, cause);
  }
};

const columnsOf = (inputs: string | null | undefined): Column[] | null => {
  if (!inputs) return null;
  let listed: unknown;
  try {
    listed = JSON.parse(inputs);
  } catch (cause) {
    throw unusable('the inputs of its signature are no JSON', cause);
  }
  const columns = z.array(Column).safeParse(listed);
  if (!columns.success) throw unusable('the inputs of its signature cannot be read');
  return columns.data;
};

const hintsOf = (given: unknown): SignatureHints => {
  if (given === undefined || given === null) return {};
  const hints = SignatureHints.safeParse(given);
  if (hints.success) return hints.data;
  const issue = hints.error.issues[0];
  throw unusable(
    `its metadata "slipway" is not valid: ${issue?.path.join('.') || 'slipway'}: ${issue?.message}`,
  );
};
