import { SlipwayError } from '@slipway/contracts';

/** What the head of a model file says about itself. */
export interface ModelFormat {
  readonly irVersion: number;
  /** Version of each operator set that the graph uses, by domain; the default one is `ai.onnx`. */
  readonly opsets: ReadonlyMap<string, number>;
}

/**
 * The newest format and operator sets that ONNX Runtime 1.30 takes; asked of the runtime itself by model-format.test.ts, so
 * that a new runtime cannot leave them behind. Other domains than these are its own and have no fixed limit.
 */
export const SUPPORTED_FORMAT = {
  irVersion: 13,
  opsets: new Map([
    ['ai.onnx', 26],
    ['ai.onnx.ml', 5],
  ]),
} as const;

/** Field numbers of ModelProto and OperatorSetIdProto: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const IR_VERSION = 1;
const GRAPH = 7;
const OPSET_IMPORT = 8;
const OPSET_DOMAIN = 1;
const OPSET_VERSION = 2;

const invalid = (reason: string): SlipwayError => new SlipwayError('MODEL_INVALID', { reason });

/**
 * Reads the outermost fields of an ONNX file. Throws MODEL_INVALID when it is none, is cut off, or is of a format or an
 * operator set that ONNX Runtime does not know.
 */
export const checkModelFormat = (model: Uint8Array): ModelFormat => {
  let irVersion = 0;
  let hasGraph = false;
  const opsets = new Map<string, number>();
  if (model.length === 0) throw invalid('the file is empty; export the model again');
  for (const { field, value } of fieldsOf(model)) {
    if (field === IR_VERSION && typeof value === 'number') irVersion = value;
    else if (field === GRAPH) hasGraph = true;
    else if (field === OPSET_IMPORT && typeof value !== 'number') addOpset(opsets, value);
  }
  if (!hasGraph || irVersion === 0) throw noModel();
  if (irVersion > SUPPORTED_FORMAT.irVersion)
    throw invalid(
      `its format is IR version ${irVersion}, and ONNX Runtime here knows up to ${SUPPORTED_FORMAT.irVersion}; export it with an older IR version`,
    );
  for (const [domain, version] of opsets) {
    const newest = SUPPORTED_FORMAT.opsets.get(domain);
    if (newest !== undefined && version > newest)
      throw invalid(
        `it uses opset ${version} of ${domain}, and ONNX Runtime here knows up to ${newest}; export it with an older opset`,
      );
  }
  return { irVersion, opsets };
};

const noModel = () => invalid('it is no whole ONNX file; check that the export was complete');

const addOpset = (opsets: Map<string, number>, bytes: Uint8Array): void => {
  let domain = '';
  let version = 0;
  for (const { field, value } of fieldsOf(bytes)) {
    if (field === OPSET_DOMAIN && typeof value !== 'number') domain = Buffer.from(value).toString();
    if (field === OPSET_VERSION && typeof value === 'number') version = value;
  }
  opsets.set(domain === '' ? 'ai.onnx' : domain, version);
};

interface Field {
  readonly field: number;
  /** A number of a varint field, the bytes of any other. */
  readonly value: number | Uint8Array;
}

/** Wire format: https://protobuf.dev/programming-guides/encoding/ */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw noModel();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw noModel();
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const wireType = tag % 8;
    if (wireType === 0) yield { field, value: varint() };
    else if (wireType === 1) yield { field, value: take(8) };
    else if (wireType === 2) yield { field, value: take(varint()) };
    else if (wireType === 5) yield { field, value: take(4) };
    else throw noModel();
  }
}
