import { join } from 'node:path';
import { readJson, writeAtomically } from '@slipway/platform';
import { z } from 'zod';
import { claimPort } from './free-port.ts';

const Ports = z.record(z.string(), z.int());

/**
 * The port of a predictor: that of last time if it is free, so that a gateway that starts without the release plane finds its
 * predictors there. Asked one at a time.
 * @param directory where the ports are kept
 */
export const keptPort = async (host: string, directory: string, id: string): Promise<number> => {
  const path = join(directory, 'ports.json');
  const ports = Ports.catch({}).parse(await readJson(path).catch(() => ({})));
  const taken = new Set(Object.entries(ports).flatMap(([other, port]) => (other === id ? [] : [port])));
  const last = ports[id] === undefined ? null : await claimPort(host, ports[id]);
  let port = last ?? (await claimPort(host, 0)) ?? 0;
  while (taken.has(port)) port = (await claimPort(host, 0)) ?? 0;
  await writeAtomically(path, JSON.stringify({ ...ports, [id]: port }));
  return port;
};
