import protobuf from 'protobufjs';

/**
 * The part of Yggdrasil's protobuf messages that inference needs. Counts and indices are int64 in the original; int32
 * reads the same varints and spares Long objects.
 */
const { root } = protobuf.parse(`
syntax = "proto2";
message DataSpecification { repeated Column columns = 1; }
message Column {
  optional int32 type = 1;
  optional string name = 2;
  optional Categorical categorical = 6;
  optional Discretized discretized = 8;
}
message Categorical {
  optional int32 most_frequent_value = 1;
  optional int32 number_of_unique_values = 2;
  optional bool is_already_integerized = 5;
  map<string, VocabularyValue> items = 7;
}
message VocabularyValue { optional int32 index = 1; }
message Discretized { repeated float boundaries = 1 [packed = true]; }
message AbstractModel {
  optional string name = 1;
  optional int32 task = 2;
  optional int32 label_col_idx = 3;
  repeated int32 input_features = 5;
}
message GradientBoostedTreesHeader {
  optional int32 num_node_shards = 1;
  optional int32 num_trees = 2;
  optional int32 loss = 3;
  repeated float initial_predictions = 4;
  optional int32 num_trees_per_iter = 5 [default = 1];
  optional string node_format = 7;
  optional bool output_logits = 9;
}
message RandomForestHeader {
  optional int32 num_node_shards = 1;
  optional int32 num_trees = 2;
  optional bool winner_take_all_inference = 3 [default = true];
  optional string node_format = 7;
}
message Node {
  optional Classifier classifier = 1;
  optional Regressor regressor = 2;
  optional NodeCondition condition = 3;
}
message Classifier { optional int32 top_value = 1; optional Distribution distribution = 2; }
message Distribution { repeated double counts = 1 [packed = true]; optional double sum = 2; }
message Regressor { optional float top_value = 1; }
message NodeCondition { optional bool na_value = 1; optional int32 attribute = 2; optional Condition condition = 3; }
message Condition {
  oneof type {
    Empty na = 1;
    Higher higher = 2;
    Empty true_value = 3;
    Contains contains = 4;
    ContainsBitmap contains_bitmap = 5;
    DiscretizedHigher discretized_higher = 6;
    Empty oblique = 7;
  }
}
message Empty {}
message Higher { optional float threshold = 1; }
message Contains { repeated int32 elements = 1 [packed = true]; }
message ContainsBitmap { optional bytes elements_bitmap = 1; }
message DiscretizedHigher { optional int32 threshold = 1; }
`);

/** A column of `DataSpecification`; `type` 1 numerical, 4 categorical, 7 boolean, 9 discretized numerical. */
export interface ColumnMessage {
  type: number;
  name: string;
  categorical: {
    /** Index that Yggdrasil's own engine puts in place of a missing value; its nodes already say so in `na_value`. */
    mostFrequentValue: number;
    numberOfUniqueValues: number;
    isAlreadyIntegerized: boolean;
    items: Record<string, { index: number }>;
  } | null;
  discretized: { boundaries: number[] } | null;
}

/** `header.pb`; `task` 1 classification, 2 regression. Column numbers index the data specification. */
export interface AbstractModelMessage {
  name: string;
  task: number;
  labelColIdx: number;
  inputFeatures: number[];
}

/** `gradient_boosted_trees_header.pb`; `loss` 1 binomial, 2 squared error, 3 multinomial. */
export interface GradientBoostedTreesHeaderMessage {
  numNodeShards: number;
  numTrees: number;
  loss: number;
  initialPredictions: number[];
  numTreesPerIter: number;
  nodeFormat: string;
  outputLogits: boolean;
}

/** `random_forest_header.pb`, of random forests and of CART. */
export interface RandomForestHeaderMessage {
  numNodeShards: number;
  numTrees: number;
  winnerTakeAllInference: boolean;
  nodeFormat: string;
}

/** The `oneof` of conditions: at most one member is set. */
export interface ConditionMessage {
  na: object | null;
  higher: { threshold: number } | null;
  trueValue: object | null;
  contains: { elements: number[] } | null;
  containsBitmap: { elementsBitmap: Uint8Array } | null;
  discretizedHigher: { threshold: number } | null;
  oblique: object | null;
}

/** One record of the node files. A node without `condition` is a leaf. */
export interface NodeMessage {
  classifier: { topValue: number; distribution: { counts: number[]; sum: number } | null } | null;
  regressor: { topValue: number } | null;
  condition: { naValue: boolean; attribute: number; condition: ConditionMessage | null } | null;
}

/** Writes and reads one message type. Absent messages read as null, absent lists as []. */
interface Codec<T> {
  decode(bytes: Uint8Array): T;
  encode(message: DeepPartial<T>): Uint8Array;
}
type DeepPartial<T> = T extends Uint8Array
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

function codec<T>(name: string): Codec<T> {
  const type = root.lookupType(name);
  return {
    decode: (bytes) => type.decode(bytes) as unknown as T,
    encode: (message) => type.encode(type.fromObject(message as object)).finish(),
  };
}

export const dataSpecification = codec<{ columns: ColumnMessage[] }>('DataSpecification');
export const abstractModel = codec<AbstractModelMessage>('AbstractModel');
export const gradientBoostedTreesHeader = codec<GradientBoostedTreesHeaderMessage>(
  'GradientBoostedTreesHeader',
);
export const randomForestHeader = codec<RandomForestHeaderMessage>('RandomForestHeader');
export const node = codec<NodeMessage>('Node');
