export { createTracking, type Tracking, type TrackingOptions } from './tracking.ts';
