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

/**
 * Runs a command line; returns its exit code. Errors are one line with a code and the way out, or their JSON with --json.
 * @param argv as in `process.argv`: the words of the person come after the first two.
 */
export const main = async (argv: readonly string[]): Promise<number> => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  try {
    const program = await createProgram(argv[2]);
    await program.parseAsync([...argv]);
    return 0;
  } catch (thrown) {
    // Help and version.
    if (thrown instanceof CommanderError) return 0;
    const error = SlipwayError.from(thrown);
    process.stderr.write(`${argv.includes('--json') ? JSON.stringify(error) : lineOf(error)}\n`);
    return EXIT_CODE[error.kind];
  }
};
