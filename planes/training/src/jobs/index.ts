export { createJobServer, type JobServer, type JobServerOptions } from './job-server.ts';
