import type { ParameterRevision, ServingParameterValues } from '@slipway/contracts';
import type { Change } from '../storage/change.ts';
import { appendRevision, latestRevision } from './parameter-revisions.ts';

/** A new revision with `values` over those in force, and its entry in the audit log. The caller publishes the routing. */
export const changeParameters = async (
  change: Change,
  endpoint: string,
  values: ServingParameterValues,
  reason: string,
): Promise<ParameterRevision> => {
  const latest = await latestRevision(change.tables, endpoint);
  const revision = await appendRevision(change, endpoint, { ...latest?.values, ...values }, reason);
  change.record('endpoint.parameters-changed', endpoint, {
    revision: revision.revision,
    changed: values,
    reason,
  });
  return revision;
};
