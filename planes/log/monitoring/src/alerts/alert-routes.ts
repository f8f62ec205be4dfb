import { monitoringRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Alerts } from './alerts.ts';

export const alertRoutes =
  (alerts: Alerts): RouteModule =>
  (handle) => {
    handle(monitoringRoutes.listAlerts, ({ query }) => alerts.list(query));
    handle(monitoringRoutes.acknowledgeAlert, ({ params, identity }) =>
      alerts.acknowledge(identity, params.alert),
    );
  };
