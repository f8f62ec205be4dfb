import { SlipwayError } from '@slipway/contracts';
import { CommanderError } from 'commander';
import { EXIT_CODE } from './exit-code.ts';
import { createProgram } from './program.ts';

/** `CODE: what is wrong. What to do.` Reasons of compilers and databases have line breaks of their own. */
const lineOf = ({ code, message, remedy }: SlipwayError): string =>
  `${code}: ${message} ${remedy}`.replaceAll(/\s*\n\s*/g, ' ');

/** `slipway … | head` closes the pipe before everything is written: that is not an error. */
const ignoreClosedPipe = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

/** Runs a command line. Errors are one line with a code and the way out, or their JSON with --json. */
export const main = async (argv: readonly string[]): Promise<void> => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  try {
    const program = await createProgram(argv[2]);
    await program.parseAsync([...argv]);
  } catch (thrown) {
    // Help and version.
    if (thrown instanceof CommanderError) return;
    const error = SlipwayError.from(thrown);
    process.stderr.write(`${argv.includes('--json') ? JSON.stringify(error) : lineOf(error)}\n`);
    process.exitCode = EXIT_CODE[error.kind];
  }
};
