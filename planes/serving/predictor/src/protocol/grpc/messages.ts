/** A 64-bit integer as the protobuf runtime hands it over: two signed halves. */
export interface Long {
  readonly low: number;
  readonly high: number;
}

/** Typed elements; only the list of the tensor's datatype may be filled. */
export interface TensorContents {
  readonly bool_contents: readonly boolean[];
  readonly int_contents: readonly number[];
  readonly int64_contents: readonly Long[];
  readonly uint_contents: readonly number[];
  readonly uint64_contents: readonly Long[];
  readonly fp32_contents: readonly number[];
  readonly fp64_contents: readonly number[];
  readonly bytes_contents: readonly Uint8Array[];
}

/** Each parameter by its name; `parameter_choice` names the field that is set. */
export type Parameters = Readonly<
  Record<string, { readonly parameter_choice?: string; readonly [choice: string]: unknown }>
>;

export interface InputMessage {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly Long[];
  readonly parameters: Parameters;
  readonly contents: TensorContents | null;
}

/** `ModelInferRequest` with every field set: what the client left out is empty. */
export interface InferRequestMessage {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly InputMessage[];
  readonly outputs: readonly { readonly name: string; readonly parameters: Parameters }[];
  readonly raw_input_contents: readonly Uint8Array[];
}

/** `ModelInferResponse`; `raw_output_contents` stands in the order of `outputs`. */
export interface InferResponseMessage {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly parameters?: Parameters;
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
  }[];
  readonly raw_output_contents: readonly Uint8Array[];
}

/** Requests that name a model. */
export interface ModelRequestMessage {
  readonly name: string;
  readonly version: string;
}

export interface RepositoryIndexMessage {
  readonly ready: boolean;
}

/** KServe's clients put the name of the model where Triton's put that of the repository. */
export interface RepositoryModelMessage {
  readonly repository_name: string;
  readonly model_name: string;
}

export interface HealthCheckMessage {
  readonly service: string;
}
