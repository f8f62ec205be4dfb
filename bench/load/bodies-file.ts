import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchContext } from '../bench.ts';

/** The bodies as load generators read them, one per line, in a file that goes with the bench. Its path. */
export const writeBodies = async (
  bodies: readonly string[],
  { resources }: BenchContext,
): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'bodies');
  await writeFile(file, `${bodies.join('\n')}\n`);
  return file;
};
