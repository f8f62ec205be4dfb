import { ModelSignature, TensorSpec } from '@slipway/contracts';

/**
 * What contradicts a signature in the model metadata that a server tells (Open Inference Protocol v2): the inputs must be those of the
 * signature and all its outputs must be there, with the same datatypes, and shapes that differ only where a side says −1. Null: nothing.
 * @param metadata the parsed body as it came
 */
export const metadataProblem = ({ inputs, outputs }: ModelSignature, metadata: unknown): string | null => {
  const told = Metadata.safeParse(metadata);
  if (!told.success) return 'its metadata is not that of the Open Inference Protocol';
  const stranger = told.data.inputs.find(({ name }) => !inputs.some((spec) => spec.name === name));
  if (stranger !== undefined) return `it wants the input "${stranger.name}", which the signature has not`;
  return (
    specsProblem('input', inputs, told.data.inputs) ?? specsProblem('output', outputs, told.data.outputs)
  );
};

/** A server may tell more than the protocol asks for, and datatypes that are not ours. */
const Told = TensorSpec.extend({ datatype: TensorSpec.shape.datatype.or(TensorSpec.shape.name) }).loose();
const Metadata = ModelSignature.pick({ inputs: true, outputs: true })
  .extend({ inputs: Told.array(), outputs: Told.array() })
  .loose();

type ToldSpec = Omit<TensorSpec, 'datatype'> & { readonly datatype: string };

const specsProblem = (
  what: 'input' | 'output',
  specs: readonly TensorSpec[],
  told: readonly ToldSpec[],
): string | null => {
  for (const spec of specs) {
    const found = told.find(({ name }) => name === spec.name);
    if (found === undefined) return `it has no ${what} "${spec.name}"`;
    if (found.datatype !== spec.datatype)
      return `its ${what} "${spec.name}" is ${found.datatype}, not ${spec.datatype}`;
    if (!sameShape(found.shape, spec.shape))
      return `its ${what} "${spec.name}" has shape [${found.shape.join(', ')}], not [${spec.shape.join(', ')}]`;
  }
  return null;
};

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis] || size === -1 || b[axis] === -1);
