/** A Yggdrasil model that cannot be read, or that uses something this converter does not write as ONNX. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
}
