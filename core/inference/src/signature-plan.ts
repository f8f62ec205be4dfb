import {
  type Feature,
  type ModelSignature,
  type Row,
  SlipwayError,
  type TensorSpec,
} from '@slipway/contracts';
import { ELEMENT_TYPES, type ElementType } from './element-type.ts';

/** Where one feature goes: element `offset + row * stride` of input `input`. */
export interface Column {
  readonly name: string;
  readonly kind: Feature['kind'];
  readonly optional: boolean;
  /** The element that a missing value becomes: the default, or NaN or '' when it is optional; undefined: it is refused. */
  readonly missing: string | number | bigint | undefined;
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
  /** All features, missing: a copy of it is a row of the right shape. */
  readonly emptyRow: Readonly<Row>;
  readonly featureNames: ReadonlySet<string>;
  readonly inputIndex: ReadonlyMap<string, number>;
  readonly outputs: ReadonlyMap<string, TensorSpec>;
  /** Whether an input, or an output, holds 64-bit integers, which JSON numbers cannot carry wholly. */
  readonly wideInputs: boolean;
  readonly wideOutputs: boolean;
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
  const { features, inputs, outputs, score } = signature;
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
  const places = placesOf(signature);
  const columns = features.map((feature, index) => columnOf(signature, feature, index, places[index]!));
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
    emptyRow: Object.fromEntries(features.map(({ name }) => [name, null])),
    featureNames: new Set(features.map(({ name }) => name)),
    inputIndex: new Map(inputs.map(({ name }, index) => [name, index])),
    outputs: new Map(outputs.map((spec) => [spec.name, spec])),
    wideInputs: inputs.some(isWide),
    wideOutputs: outputs.some(isWide),
  };
};

const isWide = ({ datatype }: TensorSpec): boolean => ELEMENT_TYPES[datatype].wide;

const assertDistinct = (names: readonly string[], field: string): void => {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(`"${twice}" stands twice in ${field}`, field);
};

/** Where a feature stands: the input, and its element within a row. */
interface Place {
  readonly input: number;
  readonly offset: number;
  readonly width: number;
}

/** The features fill the elements of the inputs in order: mostly one each, or all of one matrix. */
const placesOf = ({ layout, features, inputs }: ModelSignature): Place[] => {
  if (layout === 'matrix' && inputs.length !== 1)
    refuse(`layout matrix needs one input, not ${inputs.length}`, 'inputs');
  const places = inputs.flatMap(({ shape }, input) => {
    const [batch, ...rest] = shape;
    const odd = layout === 'matrix' && (rest.length !== 1 || rest[0] !== features.length);
    if (batch !== -1 || rest.includes(-1) || odd) {
      const wanted = layout === 'matrix' ? features.length : 1;
      refuse(
        `layout ${layout} needs shape [-1, ${wanted}], not [${shape.join(', ')}]`,
        `inputs[${input}].shape`,
      );
    }
    const width = rest.reduce((product, dimension) => product * dimension, 1);
    // More elements than features are refused below; they need not all be listed for that.
    const listed = Math.min(width, features.length + 1);
    return Array.from({ length: listed }, (_, offset) => ({ input, offset, width }));
  });
  if (places.length !== features.length)
    refuse(`the inputs have ${places.length} elements per row for ${features.length} features`, 'inputs');
  return places;
};

const columnOf = (
  { inputs }: ModelSignature,
  feature: Feature,
  index: number,
  { input, offset, width }: Place,
): Column => {
  const element = ELEMENT_TYPES[inputs[input]!.datatype];
  assertHolds(feature, element, `features[${index}]`);
  return {
    name: feature.name,
    kind: feature.kind,
    optional: feature.optional,
    missing: missingOf(feature, element, `features[${index}]`),
    element,
    input,
    offset,
    stride: width,
  };
};

const assertHolds = (
  { name, kind, optional, default: instead }: Feature,
  { datatype, holds, integer }: ElementType,
  field: string,
) => {
  const possible = { number: ['number'], category: ['text'], boolean: ['boolean', 'number'] }[kind];
  if (!possible.includes(holds))
    refuse(`feature "${name}" is a ${kind}, which ${datatype} cannot hold`, field);
  if (optional && instead === undefined && (integer || holds === 'boolean'))
    refuse(`feature "${name}" is optional, and ${datatype} has no value for "missing"`, field);
};

/** Throws INVALID_SIGNATURE_FILE when the default is none of the feature's kind, or does not fit the datatype. */
const missingOf = (
  { name, kind, optional, default: instead }: Feature,
  { holds, integer, wide, min, max, expected }: ElementType,
  field: string,
): Column['missing'] => {
  if (instead === undefined) {
    if (!optional) return undefined;
    return holds === 'text' ? '' : Number.NaN;
  }
  const fits = {
    category: typeof instead === 'string' && !instead.includes('\0'),
    boolean: typeof instead === 'boolean',
    number:
      typeof instead === 'number' &&
      instead >= min &&
      instead <= max &&
      (!integer || Number.isInteger(instead)),
  }[kind];
  const wanted = kind === 'boolean' ? 'true or false' : expected;
  if (!fits) refuse(`the default of feature "${name}" must be ${wanted}`, `${field}.default`);
  if (typeof instead === 'string') return instead;
  return wide ? BigInt(instead) : Number(instead);
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
