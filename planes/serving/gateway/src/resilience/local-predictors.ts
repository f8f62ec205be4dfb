import type { Tensor } from '@slipway/inference/rows';
import type { Awaitable } from '@slipway/platform';

export interface LocalAnswer {
  readonly outputs: readonly Tensor[];
  readonly queueMs: number | null;
  readonly inferenceMs: number | null;
}

/** A predictor in this process. */
export interface LocalPredictor {
  /** The release that it holds; null while it holds none. */
  readonly release: string | null;
  /** Throws or fails with what its door would answer. It is not started any more when `limits` end it before. */
  infer(
    tensors: readonly Tensor[],
    rows: number,
    outputs: readonly string[] | undefined,
    limits: { readonly deadline: number; readonly signal: { readonly aborted: boolean } },
  ): Awaitable<LocalAnswer>;
}

/** The predictors that run in the process of the gateway and are asked without HTTP (the web single pattern). */
export interface LocalPredictors {
  /** The one with this address; null when it is elsewhere. Asked again for every request: a predictor may be replaced. */
  at(address: string): LocalPredictor | null;
}
