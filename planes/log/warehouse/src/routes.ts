import { logRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import { type CompletenessOptions, completeness } from './aggregates/completeness.ts';
import { type DistributionsOptions, distributions } from './aggregates/distributions.ts';
import { guardrailCounts } from './aggregates/guardrail-counts.ts';
import { findPrediction } from './aggregates/prediction-lookup.ts';
import { quality } from './aggregates/quality.ts';
import { shadowComparison } from './aggregates/shadow-comparison.ts';
import { volume } from './aggregates/volume.ts';
import type { Datasets } from './datasets/datasets.ts';
import type { Snapshots } from './datasets/snapshots.ts';
import type { FileGate } from './file-gate.ts';
import { type QueryOptions, runQuery } from './sql/query.ts';
import { loadEvaluationRows } from './tables/evaluation-rows.ts';
import type { Tables } from './tables/tables.ts';

export interface WarehouseParts {
  readonly tables: Tables;
  readonly datasets: Datasets;
  readonly snapshots: Snapshots;
  readonly query: QueryOptions;
  readonly aggregates: DistributionsOptions & CompletenessOptions;
  readonly gate: FileGate;
}

/** The door of the log plane. */
export const warehouseRoutes =
  ({ tables, datasets, snapshots, query, aggregates, gate }: WarehouseParts): RouteModule =>
  (handle) => {
    handle(logRoutes.query, ({ body, signal }) => runQuery(query, { ...body, signal }));
    handle(logRoutes.listTables, () => tables.list());
    handle(logRoutes.putTable, ({ params, query: { format }, upload }) =>
      tables.put(params.table, format, upload),
    );
    handle(logRoutes.loadEvaluationRows, ({ params, body }) =>
      loadEvaluationRows({ tables, blobs: aggregates.blobs }, params.evaluation, body.predictions),
    );
    handle(logRoutes.putDataset, ({ params, body }) => datasets.put(params.dataset, body));
    handle(logRoutes.listDatasets, () => datasets.list());
    handle(logRoutes.getDataset, ({ params }) => datasets.get(params.dataset));
    handle(logRoutes.removeDataset, ({ params }) => datasets.remove(params.dataset));
    handle(logRoutes.createSnapshot, ({ body, signal }) => snapshots.create(body, signal));
    handle(logRoutes.listSnapshots, () => snapshots.list());
    handle(logRoutes.getSnapshot, ({ params }) => snapshots.get(params.digest));
    handle(logRoutes.snapshotDifference, ({ params, query: { against } }) =>
      snapshots.difference(params.digest, against),
    );
    handle(logRoutes.distributions, ({ body }) =>
      gate.reading(async () => ({ distributions: await distributions(aggregates, body) })),
    );
    handle(logRoutes.quality, ({ body }) =>
      gate.reading(async () => ({ arms: await quality(aggregates, body) })),
    );
    handle(logRoutes.guardrails, ({ body }) => gate.reading(() => guardrailCounts(aggregates, body)));
    handle(logRoutes.shadowComparison, ({ body }) => gate.reading(() => shadowComparison(aggregates, body)));
    handle(logRoutes.volume, ({ body }) => gate.reading(() => volume(aggregates, body)));
    handle(logRoutes.completeness, () => completeness(aggregates));
    handle(logRoutes.getPrediction, ({ params }) =>
      gate.reading(() => findPrediction(aggregates, params.prediction)),
    );
  };
