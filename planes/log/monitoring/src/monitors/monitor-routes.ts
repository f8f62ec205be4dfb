import { monitoringRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Checker } from '../checks/checker.ts';
import type { Monitors } from './monitors.ts';

export const monitorRoutes =
  (monitors: Monitors, checker: Checker): RouteModule =>
  (handle) => {
    handle(monitoringRoutes.createMonitor, ({ body }) => monitors.put(body));
    handle(monitoringRoutes.listMonitors, ({ query }) => monitors.list(query.endpoint));
    handle(monitoringRoutes.getMonitor, ({ params }) => monitors.get(params.monitor));
    handle(monitoringRoutes.deleteMonitor, async ({ params }) => {
      await monitors.remove(params.monitor);
      return {};
    });
    handle(monitoringRoutes.runCheck, ({ params, body }) => checker.run(params.monitor, body.window));
  };
