import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable, Writable } from 'node:stream';
import { SLIPWAY } from './test-stack.ts';

const STREAMS = ['stdin', 'stdout', 'stderr'] as const;
type Streams = Readonly<Record<(typeof STREAMS)[number], Readable | Writable>>;

/** The standard streams of the command that goes on, in all that it awaits. */
const running = new AsyncLocalStorage<Streams>();

for (const name of STREAMS) {
  const own = Object.getOwnPropertyDescriptor(process, name);
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => running.getStore()?.[name] ?? own?.get?.call(process),
  });
}

/** No terminal, as the pipe of a process. */
const capture = () => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: false }), text: () => Buffer.concat(chunks).toString() };
};

/**
 * Runs a `slipway` command to its end in this process: the start of one takes longer than what most commands do.
 * The command has standard streams of its own, and the environment and the working directory of this process;
 * any number may go on at once. What waits for signals (`up`) needs a process: `runSlipway`.
 */
export const runCommand = async (
  ...parameters: string[]
): Promise<{ code: number; stdout: string; stderr: string }> => {
  const { main } = await import('@slipway/cli/main');
  const stdout = capture();
  const stderr = capture();
  const streams = { stdin: Readable.from([]), stdout: stdout.stream, stderr: stderr.stream };
  const code = await running.run(streams, () => main([process.execPath, SLIPWAY, ...parameters]));
  return { code, stdout: stdout.text(), stderr: stderr.text() };
};
