import type { ParameterRevision, ServingParameterValues } from '@slipway/contracts';
import type { Change } from '../storage/change.ts';
import { latestRevision, recordRevision } from './parameter-revisions.ts';

/** A new revision with `values` over those in force, and its entry in the audit log. The caller publishes the routing. */
export const changeParameters = async (
  change: Change,
  endpoint: string,
  values: ServingParameterValues,
  reason: string,
): Promise<ParameterRevision> => {
  const before = (await latestRevision(change.tables, endpoint))?.values ?? {};
  return recordRevision(change, endpoint, before, { ...before, ...values }, reason);
};
