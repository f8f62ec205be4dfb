import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext } from '../bench.ts';
import { freePort } from '../load/free-port.ts';
import { startServerProcess } from '../load/server-process.ts';
import type { RunningServer } from './start-servers.ts';

const configuration = (directory: string, port: number, predictor: string): string => `
daemon off;
worker_processes 1;
master_process off;
pid ${directory}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  keepalive_requests 1000000000;
  upstream predictor { server ${new URL(predictor).host}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://predictor; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`;

/** A plain proxy in front of the predictor, for comparison: the least that a second hop costs. */
export const startNginx = async (predictor: string, context: BenchContext): Promise<RunningServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-nginx-'));
  context.resources.defer(() => rm(directory, { recursive: true, force: true }));
  const port = await freePort();
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configuration(directory, port, predictor));
  const address = `http://127.0.0.1:${port}`;
  const command = ['nginx', '-p', directory, '-c', file];
  const pid = await startServerProcess({ command, readyUrl: `${address}/health/ready` }, context);
  return { pid, address };
};
