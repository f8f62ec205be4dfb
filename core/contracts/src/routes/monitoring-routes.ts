import { z } from 'zod';
import { ANY_ROLE } from '../access.ts';
import { Id, Name, Timestamp } from '../identifier.ts';
import { Alert, Check, ExperimentAnalysis, Monitor, MonitorRequest, ShadowAnalysis } from '../monitor.ts';
import { defineRoute } from '../route.ts';
import { Window } from '../warehouse.ts';

const monitor = z.strictObject({ monitor: Id });
const alert = z.strictObject({ alert: Id });

export const monitoringRoutes = {
  createMonitor: defineRoute({
    id: 'createMonitor',
    method: 'POST',
    path: '/v1/monitors',
    summary: 'Create a monitor (one per endpoint and kind; repeated: changed)',
    roles: ['operator', 'author'],
    body: MonitorRequest,
    response: Monitor,
  }),
  listMonitors: defineRoute({
    id: 'listMonitors',
    method: 'GET',
    path: '/v1/monitors',
    summary: 'List monitors',
    roles: ANY_ROLE,
    query: z.strictObject({ endpoint: Name.optional() }),
    response: z.array(Monitor),
  }),
  getMonitor: defineRoute({
    id: 'getMonitor',
    method: 'GET',
    path: '/v1/monitors/:monitor',
    summary: 'Show a monitor with its latest checks',
    roles: ANY_ROLE,
    params: monitor,
    response: z.strictObject({ monitor: Monitor, checks: z.array(Check) }),
  }),
  deleteMonitor: defineRoute({
    id: 'deleteMonitor',
    method: 'DELETE',
    path: '/v1/monitors/:monitor',
    summary: 'Delete a monitor',
    roles: ['operator', 'author'],
    params: monitor,
    response: z.strictObject({}),
  }),
  runCheck: defineRoute({
    id: 'runCheck',
    method: 'POST',
    path: '/v1/monitors/:monitor/checks',
    summary: 'Check now, over the default or a given window',
    roles: ['operator', 'author', 'control'],
    params: monitor,
    body: z.strictObject({ window: Window.optional() }),
    response: Check,
  }),
  listAlerts: defineRoute({
    id: 'listAlerts',
    method: 'GET',
    path: '/v1/alerts',
    summary: 'List alerts, newest first',
    roles: ANY_ROLE,
    query: z.strictObject({ endpoint: Name.optional(), state: Alert.shape.state.optional() }),
    response: z.array(Alert),
  }),
  acknowledgeAlert: defineRoute({
    id: 'acknowledgeAlert',
    method: 'POST',
    path: '/v1/alerts/:alert/acknowledge',
    summary: 'Acknowledge an alert',
    roles: ['operator'],
    params: alert,
    response: Alert,
  }),
  analyseExperiment: defineRoute({
    id: 'analyseExperiment',
    method: 'GET',
    path: '/v1/analysis/endpoints/:endpoint/experiments/:experiment',
    summary: 'Live quality of the arms with its uncertainty',
    roles: ANY_ROLE,
    params: z.strictObject({ endpoint: Name, experiment: Id }),
    query: z.strictObject({ until: Timestamp.optional() }),
    response: ExperimentAnalysis,
  }),
  analyseShadow: defineRoute({
    id: 'analyseShadow',
    method: 'GET',
    path: '/v1/analysis/endpoints/:endpoint/shadows/:experiment',
    summary: 'Shadow answers compared with the live ones, row by row',
    roles: ANY_ROLE,
    params: z.strictObject({ endpoint: Name, experiment: Id }),
    query: z.strictObject({ until: Timestamp.optional() }),
    response: ShadowAnalysis,
  }),
};
