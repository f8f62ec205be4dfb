import { DATATYPES, SlipwayError } from '@slipway/contracts';
import { nameOfValue } from './element-type.ts';
import type { InputPlan, SignaturePlan } from './signature-plan.ts';
import type { Tensor, TensorElements } from './tensor.ts';
import type { DataExpectation } from './tensor-json.ts';

/** One input as a request of any protocol carries it, nothing of it checked yet. */
export interface InputSource {
  readonly name: unknown;
  readonly datatype: unknown;
  readonly shape: unknown;
}

/**
 * Collects the inputs of one request: each is checked against the signature, its elements are read, and at the end all must
 * be there, with the same number of rows.
 */
export class InferInputs {
  readonly #plan: SignaturePlan;
  readonly #verbatim: boolean;
  readonly #tensors: (Tensor | undefined)[];
  readonly #fields: string[] = [];

  /** @param verbatim as `DataExpectation` says */
  constructor(plan: SignaturePlan, verbatim: boolean) {
    this.#plan = plan;
    this.#verbatim = verbatim;
    this.#tensors = new Array<Tensor | undefined>(plan.inputs.length).fill(undefined);
  }

  /**
   * Adds one input. `field` is its path in the request, such as `inputs[0]`; `read` gives its elements.
   * Throws INVALID_REQUEST, TENSOR_UNKNOWN, TENSOR_DATATYPE, TENSOR_SHAPE, and what `read` throws.
   */
  add(
    { name, datatype, shape }: InputSource,
    field: string,
    read: (expectation: DataExpectation) => TensorElements,
  ): void {
    if (typeof name !== 'string') throw invalid(`${field}.name must be text`, `${field}.name`);
    const index = this.#plan.inputIndex.get(name);
    if (index === undefined)
      throw new SlipwayError('TENSOR_UNKNOWN', { tensor: name }, { field: `${field}.name` });
    if (this.#tensors[index] !== undefined) throw invalid(`input "${name}" is given twice`, `${field}.name`);
    const { spec, columns, element } = this.#plan.inputs[index]!;
    if (datatype !== spec.datatype) throw datatypeFault(name, spec.datatype, datatype, field);
    assertShape(this.#plan.inputs[index]!, shape, `${field}.shape`);
    this.#fields[index] = field;
    this.#tensors[index] = {
      name,
      datatype: spec.datatype,
      shape,
      data: read({
        name,
        element,
        shape,
        nullable: (at) => columns[at % columns.length]?.optional ?? false,
        field: `${field}.data`,
        verbatim: this.#verbatim,
      }),
    };
  }

  /** All inputs in the order of the signature. Throws TENSOR_MISSING; TENSOR_SHAPE when their rows differ. */
  complete(): { readonly tensors: readonly Tensor[]; readonly rows: number } {
    const missing = this.#tensors.indexOf(undefined);
    if (missing >= 0) {
      const tensor = this.#plan.inputs[missing]!.spec.name;
      throw new SlipwayError('TENSOR_MISSING', { tensor }, { field: 'inputs' });
    }
    const tensors = this.#tensors as Tensor[];
    const rows = tensors[0]!.shape[0]!;
    for (let index = 1; index < tensors.length; index++)
      if (tensors[index]!.shape[0] !== rows) throw this.#rowsFault(tensors[index]!, rows, index);
    return { tensors, rows };
  }

  #rowsFault({ name, shape }: Tensor, rows: number, index: number): SlipwayError {
    const actual = `[${shape.join(', ')}]`;
    const expected = `${rows} rows as in "${this.#tensors[0]!.name}"`;
    return new SlipwayError(
      'TENSOR_SHAPE',
      { tensor: name, actual, expected },
      { field: `${this.#fields[index]}.shape` },
    );
  }
}

const invalid = (reason: string, field: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

const datatypeFault = (name: string, expected: string, datatype: unknown, field: string): SlipwayError => {
  const known = (DATATYPES as readonly unknown[]).includes(datatype);
  const unknown = typeof datatype === 'string' ? 'an unknown datatype' : nameOfValue(datatype);
  const actual = known ? datatype : unknown;
  return new SlipwayError(
    'TENSOR_DATATYPE',
    { tensor: name, expected, actual },
    { field: `${field}.datatype` },
  );
};

const assertShape: (input: InputPlan, shape: unknown, field: string) => asserts shape is number[] = (
  { spec },
  shape,
  field,
) => {
  const wanted = spec.shape;
  let fits = Array.isArray(shape) && shape.length === wanted.length;
  for (let axis = 0; fits && axis < wanted.length; axis++) {
    const dimension: unknown = (shape as unknown[])[axis];
    fits =
      Number.isSafeInteger(dimension) &&
      (dimension as number) > 0 &&
      (wanted[axis] === -1 || wanted[axis] === dimension);
  }
  if (fits) return;
  const printable =
    Array.isArray(shape) && shape.length <= 8 && shape.every((each) => typeof each === 'number');
  const actual = printable ? `[${shape.join(', ')}]` : nameOfValue(shape);
  const expected = `[${wanted.join(', ')}] with at least one row`;
  throw new SlipwayError('TENSOR_SHAPE', { tensor: spec.name, actual, expected }, { field });
};
