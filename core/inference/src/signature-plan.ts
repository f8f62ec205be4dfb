import { type Feature, type ModelSignature, SlipwayError, type TensorSpec } from '@slipway/contracts';
import { ELEMENT_TYPES, type ElementType } from './element-type.ts';

/** Where one feature goes: element `offset + row * stride` of input `input`. */
export interface Column {
  readonly name: string;
  readonly kind: Feature['kind'];
  readonly optional: boolean;
  readonly element: ElementType;
  readonly input: number;
  readonly offset: number;
  readonly stride: number;
}

export interface InputPlan {
  readonly spec: TensorSpec;
  readonly element: ElementType;
  /** Features of this input in the order of its elements within a row. */
  readonly columns: readonly Column[];
}

/** A signature prepared for the hot path; made once per signature object. */
export interface SignaturePlan {
  readonly inputs: readonly InputPlan[];
  readonly columns: readonly Column[];
  readonly featureNames: ReadonlySet<string>;
  readonly inputIndex: ReadonlyMap<string, number>;
  readonly outputs: ReadonlyMap<string, TensorSpec>;
}

const plans = new WeakMap<ModelSignature, SignaturePlan>();

/** The plan of a signature. Throws INVALID_SIGNATURE_FILE when features, layout, inputs and outputs contradict each other. */
export const planOf = (signature: ModelSignature): SignaturePlan => {
  let plan = plans.get(signature);
  if (plan === undefined) {
    plan = compile(signature);
    plans.set(signature, plan);
  }
  return plan;
};

const refuse = (reason: string, field: string): never => {
  throw new SlipwayError('INVALID_SIGNATURE_FILE', { reason }, { field });
};

const compile = (signature: ModelSignature): SignaturePlan => {
  const { features, layout, inputs, outputs, score } = signature;
  assertDistinct(
    features.map(({ name }) => name),
    'features',
  );
  assertDistinct(
    inputs.map(({ name }) => name),
    'inputs',
  );
  assertDistinct(
    outputs.map(({ name }) => name),
    'outputs',
  );
  if (layout === 'columns' && inputs.length !== features.length)
    refuse(`layout columns needs one input per feature, ${features.length}, not ${inputs.length}`, 'inputs');
  const columns = features.map((feature, index) => columnOf(signature, feature, index));
  assertScore(signature);
  if (!outputs.some(({ name }) => name === score))
    refuse(`the score "${score}" is not among the outputs`, 'score');
  return {
    inputs: inputs.map((spec, index) => ({
      spec,
      element: ELEMENT_TYPES[spec.datatype],
      columns: columns.filter(({ input }) => input === index),
    })),
    columns,
    featureNames: new Set(features.map(({ name }) => name)),
    inputIndex: new Map(inputs.map(({ name }, index) => [name, index])),
    outputs: new Map(outputs.map((spec) => [spec.name, spec])),
  };
};

const assertDistinct = (names: readonly string[], field: string): void => {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(`"${twice}" stands twice in ${field}`, field);
};

const columnOf = ({ layout, inputs, features }: ModelSignature, feature: Feature, index: number): Column => {
  const field = `features[${index}]`;
  const matrix = layout === 'matrix';
  const input = matrix ? 0 : index;
  const spec = inputs[input] ?? refuse(`feature "${feature.name}" has no input`, 'inputs');
  const width = matrix ? features.length : 1;
  const [batch, ...rest] = spec.shape;
  const fits = batch === -1 && (matrix || rest.length > 0 ? rest.length === 1 && rest[0] === width : true);
  if (!fits || (matrix && inputs.length !== 1))
    refuse(
      `layout ${layout} needs shape [-1, ${width}], not [${spec.shape.join(', ')}]`,
      `inputs[${input}].shape`,
    );
  const element = ELEMENT_TYPES[spec.datatype];
  assertHolds(feature, element, field);
  return {
    name: feature.name,
    kind: feature.kind,
    optional: feature.optional,
    element,
    input,
    offset: matrix ? index : 0,
    stride: width,
  };
};

const assertHolds = (
  { name, kind, optional }: Feature,
  { datatype, holds, integer }: ElementType,
  field: string,
) => {
  const possible = { number: ['number'], category: ['text'], boolean: ['boolean', 'number'] }[kind];
  if (!possible.includes(holds))
    refuse(`feature "${name}" is a ${kind}, which ${datatype} cannot hold`, field);
  if (optional && (integer || holds === 'boolean'))
    refuse(`feature "${name}" is optional, and ${datatype} has no value for "missing"`, field);
};

const assertScore = ({ task, classes }: ModelSignature): void => {
  const right =
    task === 'regression'
      ? classes.length === 0
      : task === 'binary'
        ? classes.length === 2
        : classes.length >= 2;
  if (!right) refuse(`task ${task} cannot have ${classes.length} classes`, 'classes');
};
