import type { PredictorReport, WantedDeployment } from '@slipway/contracts';

/** One predictor that should run. `id` is stable: `<deployment>-<replica>`. */
export interface WantedPredictor {
  readonly id: string;
  readonly deployment: WantedDeployment;
}

/** Where predictors run: child processes here, pods there. It restarts what dies. */
export interface PredictorHost {
  /** Makes the running predictors equal to `wanted`: starts new ones, drains and stops the others. Idempotent. */
  apply(wanted: readonly WantedPredictor[]): Promise<void>;
  /** All predictors with their address and state now. */
  reports(): Promise<readonly PredictorReport[]>;
}
