export {
  type Client,
  type ClientOptions,
  createClient,
  type RequestOptions,
  SERVICES,
  type ServiceName,
} from './client.ts';
