import { ModelSignature } from '@slipway/contracts';
import { ConversionError } from './conversion-error.ts';
import { type Column, columnAt } from './data-spec.ts';
import { matrixPlaces } from './matrix-places.ts';
import { onnxFile } from './onnx-graph.ts';
import { scorePlan } from './score-plan.ts';
import { setTables } from './set-tables.ts';
import { TreeEnsemble } from './tree-ensemble.ts';
import { readYdfModel, type YdfModel } from './ydf-model.ts';

const SCORE = 'score';

/** `positive`: the label of a binary task whose probability is the score; when absent, Yggdrasil's second class. */
export interface ConversionOptions {
  readonly positive?: string;
}

/** An ONNX file, what it takes and gives, and the number of Yggdrasil's trees in it. */
export interface OnnxModel {
  readonly onnx: Uint8Array;
  readonly signature: ModelSignature;
  readonly trees: number;
}

/**
 * Converts the zip of a trained Yggdrasil model (gradient boosted trees, random forest, CART) to ONNX. The ONNX model
 * gives the predictions of `model.predict` up to float32 rounding; a missing value is NaN or ''.
 * Throws `ConversionError` when the file is broken or the model uses what ONNX trees cannot say.
 */
export async function ydfToOnnx(zip: Uint8Array, { positive }: ConversionOptions = {}): Promise<OnnxModel> {
  const model = await readYdfModel(zip);
  const features = model.inputs.map((position) => supported(columnAt(model.columns, position)));
  const positiveAt = positivePosition(model, positive);
  const plan = scorePlan(model, positiveAt);
  const tables = setTables(model.trees(), model.columns, model.inputs);
  const ensemble = new TreeEnsemble(model.columns, matrixPlaces(model.inputs, tables), tables);
  let trees = 0;
  for (const tree of model.trees()) {
    for (const vote of plan.votes(trees)) ensemble.add(tree, vote);
    trees += 1;
  }
  if (trees !== model.treeCount)
    throw new ConversionError(`${trees} trees where the header says ${model.treeCount}.`);
  const signature = signatureOf(model, features, positiveAt, plan.targets);
  const metadata = { classes: JSON.stringify(signature.classes) };
  return {
    onnx: onnxFile({
      features,
      tables: model.inputs.map((input) => tables.get(input)),
      trees: ensemble.attributes,
      plan,
      score: SCORE,
      metadata,
    }),
    signature,
    trees,
  };
}

function supported(column: Column): Column {
  if (column.kind === 'unsupported')
    throw new ConversionError(`The type of column ${column.name} is not supported.`);
  if (column.name === SCORE)
    throw new ConversionError(`No feature may be named ${SCORE}: the output has that name.`);
  return column;
}

function positivePosition({ classes, task }: YdfModel, positive: string | undefined): number {
  if (task === 'classification' && classes.length < 2)
    throw new ConversionError('The model knows one class only.');
  if (positive === undefined || classes.length !== 2) return 1;
  const position = classes.indexOf(positive);
  if (position < 0)
    throw new ConversionError(`There is no class ${positive}; the classes are ${classes.join(', ')}.`);
  return position;
}

function signatureOf(
  { task, classes }: YdfModel,
  features: readonly Column[],
  positive: number,
  width: number,
): ModelSignature {
  const binary = classes.length === 2;
  const parsed = ModelSignature.safeParse({
    task: task === 'regression' ? 'regression' : binary ? 'binary' : 'multiclass',
    features: features.map(({ name, kind }) => ({
      name,
      kind: kind === 'discretized' ? 'number' : kind,
      optional: true,
    })),
    layout: 'columns',
    inputs: features.map(({ name, kind }) => ({
      name,
      datatype: kind === 'category' ? 'BYTES' : 'FP32',
      shape: [-1, 1],
    })),
    outputs: [{ name: SCORE, datatype: 'FP32', shape: [-1, width] }],
    score: SCORE,
    classes: binary && positive === 0 ? classes.toReversed() : classes,
  });
  if (!parsed.success) {
    throw new ConversionError('The columns do not make a model signature.', { cause: parsed.error });
  }
  return parsed.data;
}
