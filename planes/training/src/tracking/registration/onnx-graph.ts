import type { Datatype, TensorSpec } from '@slipway/contracts';
import { type ProtoField, ProtoFile } from './onnx-file.ts';

/** What an ONNX file says of its graph, as far as a signature needs it. */
export interface OnnxGraph {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Inputs and outputs that are no tensors, such as the maps of ZipMap. */
  readonly others: readonly string[];
  /** Labels of the classifier in the graph, in the order of its scores; empty without one. */
  readonly classes: readonly string[];
  readonly externalData: boolean;
}

/** Field numbers and element types: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const MODEL = { graph: 7 } as const;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 } as const;
const NODE = { type: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, ints: 8, strings: 9 } as const;
const TENSOR = { name: 8, externalData: 13 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TENSOR_TYPE = 1;
const ELEMENT = { type: 1, shape: 2 } as const;
const DIMENSION = { list: 1, value: 1 } as const;
const DATATYPES: Readonly<Record<number, Datatype>> = {
  1: 'FP32',
  2: 'UINT8',
  3: 'INT8',
  4: 'UINT16',
  5: 'INT16',
  6: 'INT32',
  7: 'INT64',
  8: 'BYTES',
  9: 'BOOL',
  10: 'FP16',
  11: 'FP64',
  12: 'UINT32',
  13: 'UINT64',
};

/** Reads the graph of a model file. Throws for a file that is no ONNX model. */
export const readOnnxGraph = (path: string): OnnxGraph => {
  const file = new ProtoFile(path);
  try {
    let graph: OnnxGraph | null = null;
    // To the end, so that a file that is cut off after its graph is seen to be.
    for (const field of file.fields(0, file.size))
      if (field.field === MODEL.graph) graph = readGraph(file, field);
    if (graph === null) throw new Error('it has no graph');
    return graph;
  } finally {
    file.close();
  }
};

const readGraph = (file: ProtoFile, graph: ProtoField): OnnxGraph => {
  const inputs: TensorSpec[] = [];
  const outputs: TensorSpec[] = [];
  const others: string[] = [];
  const constants = new Set<string>();
  let classes: string[] = [];
  let externalData = false;
  const add = (list: TensorSpec[], { name, spec }: ReturnType<typeof readValue>) => {
    if (spec === null) others.push(name);
    else list.push(spec);
  };
  for (const part of file.fields(graph.start, graph.end)) {
    if (part.field === GRAPH.input) add(inputs, readValue(file, part));
    else if (part.field === GRAPH.output) add(outputs, readValue(file, part));
    else if (part.field === GRAPH.initializer) {
      for (const inner of file.fields(part.start, part.end)) {
        if (inner.field === TENSOR.name) constants.add(file.text(inner));
        else if (inner.field === TENSOR.externalData) externalData = true;
      }
    } else if (part.field === GRAPH.node) classes = classLabels(file, part) ?? classes;
  }
  // Older files list their weights as inputs too.
  return {
    inputs: inputs.filter(({ name }) => !constants.has(name)),
    outputs,
    others,
    classes,
    externalData,
  };
};

const readValue = (file: ProtoFile, value: ProtoField): { name: string; spec: TensorSpec | null } => {
  let name = '';
  let spec: Omit<TensorSpec, 'name'> | null = null;
  for (const part of file.fields(value.start, value.end)) {
    if (part.field === VALUE.name) name = file.text(part);
    else if (part.field === VALUE.type) spec = readType(file, part);
  }
  return { name, spec: spec === null ? null : { name, ...spec } };
};

const readType = (file: ProtoFile, type: ProtoField): Omit<TensorSpec, 'name'> | null => {
  for (const part of file.fields(type.start, type.end)) {
    if (part.field !== TENSOR_TYPE) continue;
    let datatype: Datatype | undefined;
    const shape: number[] = [];
    for (const inner of file.fields(part.start, part.end)) {
      if (inner.field === ELEMENT.type) datatype = DATATYPES[inner.number];
      else if (inner.field === ELEMENT.shape)
        for (const dimension of file.fields(inner.start, inner.end))
          if (dimension.field === DIMENSION.list) shape.push(readDimension(file, dimension));
    }
    return datatype === undefined ? null : { datatype, shape };
  }
  return null;
};

/** -1: it varies. */
const readDimension = (file: ProtoFile, dimension: ProtoField): number => {
  for (const part of file.fields(dimension.start, dimension.end))
    if (part.field === DIMENSION.value && part.number > 0) return part.number;
  return -1;
};

/** The labels of a classifier node (LinearClassifier, TreeEnsembleClassifier, SVMClassifier, …); null of any other node. */
const classLabels = (file: ProtoFile, node: ProtoField): string[] | null => {
  let isClassifier = false;
  for (const part of file.fields(node.start, node.end))
    if (part.field === NODE.type) isClassifier = file.text(part).endsWith('Classifier');
  if (!isClassifier) return null;
  for (const part of file.fields(node.start, node.end)) {
    if (part.field !== NODE.attribute) continue;
    const labels = labelsOf(file, part);
    if (labels.length > 0) return labels;
  }
  return null;
};

const labelsOf = (file: ProtoFile, attribute: ProtoField): string[] => {
  let name = '';
  for (const part of file.fields(attribute.start, attribute.end))
    if (part.field === ATTRIBUTE.name) name = file.text(part);
  if (!/^class_?labels_/.test(name)) return [];
  const labels: string[] = [];
  for (const part of file.fields(attribute.start, attribute.end)) {
    if (part.field === ATTRIBUTE.strings) labels.push(file.text(part));
    else if (part.field === ATTRIBUTE.ints) labels.push(...integersOf(file, part));
  }
  return labels;
};

/** One number, or several packed into one field. Negative ones are 64 bits long in this format. */
const integersOf = (file: ProtoFile, { number, start, end }: ProtoField): string[] => {
  if (start === end) return [signed(number)];
  const list: string[] = [];
  for (const value of file.packed(start, end)) list.push(signed(value));
  return list;
};

const signed = (value: number): string => String(value >= 2 ** 63 ? value - 2 ** 64 : value);
