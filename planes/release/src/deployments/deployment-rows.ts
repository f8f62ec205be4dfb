import type { Deployment, PredictorReport } from '@slipway/contracts';
import type { Kysely, Selectable } from 'kysely';
import { iso } from '../storage/iso.ts';
import type { PredictorTable, ReleaseTables } from '../storage/tables.ts';

/** A predictor as its deployer reported it. */
export const predictorOf = (row: Selectable<PredictorTable>): PredictorReport => ({
  id: row.id,
  deployment: row.deployment,
  address: row.address,
  state: row.state,
  ...(row.reason === null ? {} : { reason: row.reason }),
});

/** Deployments with their predictors, oldest first; all of them, or the one with an id or of a release. */
export const listDeployments = async (
  tables: Kysely<ReleaseTables>,
  only: { readonly id?: string; readonly release?: string } = {},
): Promise<Deployment[]> => {
  let deployments = tables
    .selectFrom('deployment')
    .innerJoin('release', 'release.id', 'deployment.release')
    .select([
      'deployment.id',
      'deployment.release',
      'deployment.replicas',
      'deployment.external',
      'deployment.created_at',
      'release.model',
      'release.version',
      'release.artifact',
    ]);
  if (only.id !== undefined) deployments = deployments.where('deployment.id', '=', only.id);
  if (only.release !== undefined) deployments = deployments.where('deployment.release', '=', only.release);
  const rows = await deployments.orderBy('deployment.number').execute();
  if (rows.length === 0) return [];
  const predictors = await tables
    .selectFrom('predictor')
    .selectAll()
    .where(
      'deployment',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ created_at, external, ...row }) => ({
    ...row,
    ...(external === null ? {} : { external }),
    predictors: predictors.filter(({ deployment }) => deployment === row.id).map(predictorOf),
    createdAt: iso(created_at),
  }));
};
