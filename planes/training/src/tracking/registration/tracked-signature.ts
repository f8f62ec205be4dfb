import { type Feature, ModelSignature, SlipwayError, type TensorSpec } from '@slipway/contracts';
import type { Column, SignatureHints } from './mlmodel.ts';
import type { OnnxGraph } from './onnx-graph.ts';

const KINDS: Readonly<Record<string, Feature['kind']>> = {
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  string: 'category',
  boolean: 'boolean',
};
const FEATURE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const SCORE_NAMES = /(^|_)(probabilit(y|ies)|scores?|variable)$/;

const unusable = (reason: string): SlipwayError => new SlipwayError('TRACKED_MODEL_UNUSABLE', { reason });

const isFloat = ({ datatype }: TensorSpec): boolean => datatype === 'FP32' || datatype === 'FP64';

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/**
 * The signature of a model that MLflow has logged, from the columns of its signature, its graph and what the author adds.
 * Throws TRACKED_MODEL_UNUSABLE with what is missing.
 */
export const trackedSignature = (
  columns: readonly Column[] | null,
  graph: OnnxGraph,
  hints: SignatureHints,
): ModelSignature => {
  if (graph.externalData)
    throw unusable('it keeps weights in other files; log it with save_as_external_data=False');
  if (columns === null)
    throw unusable('it has no signature; log it with signature=infer_signature(<rows>, <predictions>)');
  if (graph.others.length > 0)
    throw unusable(
      `${quoted(graph.others)} of the graph is no tensor; convert it with options={"zipmap": False}`,
    );
  const features = columns.map(featureOf);
  const { layout, ordered } = fit(features, graph.inputs);
  const score = scoreOf(graph.outputs, hints);
  const width = score.shape.length > 1 ? (score.shape.at(-1) ?? -1) : 1;
  const classes = hints.classes ?? [...graph.classes];
  const task = hints.task ?? taskOf(width, classes, graph.outputs);
  assertClasses(task, classes, width);
  return ModelSignature.parse({
    task,
    features: ordered,
    layout,
    inputs: graph.inputs,
    outputs: graph.outputs,
    score: score.name,
    classes: task === 'regression' ? [] : classes,
  });
};

const featureOf = ({ name, type, required }: Column, index: number): Feature => {
  if (name === undefined)
    throw unusable(
      'its signature names no columns; infer it from a DataFrame, so that every column has a name',
    );
  if (!FEATURE_NAME.test(name))
    throw unusable(
      `column "${name}" cannot be the name of a feature; rename it to letters, digits and _ before training`,
    );
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined)
    throw unusable(
      `column ${index + 1} ("${name}") is of type ${type}; features are numbers, texts and booleans`,
    );
  return { name, kind, optional: !required };
};

/** One input per column, by name, or one input that takes all of them. */
const fit = (
  features: readonly Feature[],
  inputs: readonly TensorSpec[],
): { layout: ModelSignature['layout']; ordered: readonly Feature[] } => {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  const ordered = inputs.flatMap(({ name }) => byName.get(name) ?? []);
  if (ordered.length === inputs.length && inputs.length === features.length) {
    for (const [index, input] of inputs.entries()) assertKind(ordered[index]!, input);
    return { layout: 'columns', ordered };
  }
  const [only] = inputs;
  const width = only?.shape.at(-1);
  if (only !== undefined && inputs.length === 1 && (width === features.length || width === -1)) {
    const other = features.find(({ kind }) => kind === 'category');
    if (other === undefined) return { layout: 'matrix', ordered: features };
    throw unusable(`column "${other.name}" is text, and the one input of the graph takes numbers`);
  }
  throw unusable(
    `its graph takes ${quoted(inputs.map(({ name }) => name))}, and its signature has the columns ${quoted(features.map(({ name }) => name))}; convert it with one input per column, of the same name`,
  );
};

const assertKind = ({ name, kind }: Feature, { datatype }: TensorSpec): void => {
  const wanted = datatype === 'BYTES' ? 'category' : datatype === 'BOOL' ? 'boolean' : 'number';
  if (kind !== wanted && !(kind === 'boolean' && wanted === 'number'))
    throw unusable(`column "${name}" is a ${kind} in the signature, and the graph takes ${datatype} for it`);
};

const scoreOf = (outputs: readonly TensorSpec[], { score }: SignatureHints): TensorSpec => {
  const named = outputs.find(({ name }) => name === score);
  if (named !== undefined) return named;
  const names = quoted(outputs.map(({ name }) => name));
  if (score !== undefined) throw unusable(`it has no output "${score}"; it has ${names}`);
  const candidates = outputs.filter(isFloat);
  const [only] =
    candidates.length === 1 ? candidates : candidates.filter(({ name }) => SCORE_NAMES.test(name));
  if (only !== undefined) return only;
  throw unusable(
    `which of its outputs ${names} is the score is not clear; log it with metadata={"slipway": {"score": "<output>"}}`,
  );
};

const taskOf = (
  width: number,
  classes: readonly string[],
  outputs: readonly TensorSpec[],
): ModelSignature['task'] => {
  const count = width > 1 ? width : classes.length;
  if (count > 2) return 'multiclass';
  if (count === 2) return 'binary';
  // A classifier gives its label beside the score.
  return outputs.some((output) => !isFloat(output)) ? 'binary' : 'regression';
};

const assertClasses = (task: ModelSignature['task'], classes: readonly string[], width: number): void => {
  if (task === 'regression') return;
  const wanted = task === 'binary' ? 2 : width > 1 ? width : classes.length;
  if (classes.length !== wanted || classes.length < 2)
    throw unusable(
      `its class labels are not known; log it with metadata={"slipway": {"classes": [<in the order of the scores>]}}`,
    );
};
