export { ConversionError } from './conversion-error.ts';
export { type ConversionOptions, type OnnxModel, ydfToOnnx } from './ydf-to-onnx.ts';
