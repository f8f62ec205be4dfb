import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';

/** How one function of a Python suite ended. */
export interface PythonResult {
  readonly name: string;
  /** The traceback; null: it passed. */
  readonly error: string | null;
}

/** Longer than the slowest suite needs on a busy machine, shorter than the time of a test file. */
const SUITE_MS = 150_000;

/**
 * Runs a suite (see suite.py) with the addresses of the servers that it asks.
 * Rejects when it ends without having run its functions.
 */
export const runPythonSuite = async (
  python: string,
  script: string,
  servers: Readonly<Record<string, string>>,
): Promise<PythonResult[]> => {
  const child = spawn(python, [script], {
    env: {
      ...process.env,
      SERVERS: JSON.stringify(servers),
      PYTHONPATH: [import.meta.dirname, process.env.PYTHONPATH].filter(Boolean).join(delimiter),
      // Proxies of the machine are not for the loopback address.
      no_proxy: '*',
      NO_PROXY: '*',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SUITE_MS,
  });
  const results: PythonResult[] = [];
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{"name"')) results.push(JSON.parse(line) as PythonResult);
    else said = `${said}${line}\n`.slice(-4000);
  }
  const [code, signal] = await ended;
  const failed = results.some(({ error }) => error !== null);
  if (results.length === 0 || (code !== 0 && !failed))
    throw new Error(`${script} ended with ${code ?? signal}: ${said}`);
  return results;
};
