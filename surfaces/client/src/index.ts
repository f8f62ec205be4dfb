export {
  type Client,
  type ClientOptions,
  createClient,
  type RequestOptions,
  SERVICES,
  type ServiceName,
} from './client.ts';
export type { FollowOptions } from './follow-run.ts';
