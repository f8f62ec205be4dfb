import type { ModelSignature } from '@slipway/contracts';

export type NumberRow = Readonly<Record<string, number>>;

/** A model of a bench: the same bytes in every run. */
export interface BenchModel {
  readonly name: string;
  readonly model: Uint8Array;
  readonly signature: ModelSignature;
  /** The same in every run. */
  readonly rows: (count: number) => NumberRow[];
}

/** Rows as an infer request of the Open Inference Protocol with one matrix `features`. `parameters` as in the protocol. */
export const inferBody = (
  rows: readonly NumberRow[],
  parameters?: Readonly<Record<string, string>>,
): string => {
  const data = rows.flatMap((row) => Object.values(row));
  const shape = [rows.length, Object.keys(rows[0] ?? {}).length];
  const inputs = [{ name: 'features', shape, datatype: 'FP32', data }];
  return JSON.stringify({ ...(parameters && { parameters }), inputs });
};

/** Rows as a plain JSON request. */
export const rowsBody = (rows: readonly NumberRow[]): string => JSON.stringify({ rows });
