export { createMonitoring, type Monitoring, type MonitoringOptions } from './create-monitoring.ts';
