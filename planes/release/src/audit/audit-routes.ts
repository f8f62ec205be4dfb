import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { AuditLog } from './audit-log.ts';

export const auditRoutes =
  (audit: AuditLog): RouteModule =>
  (handle) => {
    handle(releaseRoutes.listAudit, ({ query }) => audit.list(query));
    handle(releaseRoutes.verifyAudit, () => audit.verify());
  };
