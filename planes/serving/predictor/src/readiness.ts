import type { DataPlane } from './data-plane.ts';

/** A deployment that should take over and has not: it is being loaded, or it was refused. */
export interface PendingDeployment {
  readonly release: string | undefined;
  readonly state: 'starting' | 'refused';
  readonly reason: string;
  /** The error code of a refusal. */
  readonly code: string | undefined;
}

/** What the doors may know of the predictor. */
export interface Readiness {
  /** Name of the model that should be here; undefined until it is known. */
  readonly model: string | undefined;
  readonly version: number | undefined;
  readonly release: string | undefined;
  readonly artifact: string | undefined;
  readonly state: 'starting' | 'ready' | 'refused' | 'draining';
  /** Why it is not ready; undefined when it is. */
  readonly reason: string | undefined;
  /** The error code of a refusal. */
  readonly code: string | undefined;
  /** Answers even while draining; undefined when no model is loaded. */
  readonly plane: DataPlane | undefined;
  /** What should take over from the model that answers; undefined when nothing should. */
  readonly next: PendingDeployment | undefined;
  /** `host:port` of the gRPC door; absent: there is none. */
  readonly grpcAddress?: string | undefined;
}
