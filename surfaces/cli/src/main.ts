import { SlipwayError } from '@slipway/contracts';
import { CommanderError } from 'commander';
import { EXIT_CODE } from './exit-code.ts';
import { createProgram } from './program.ts';

/** Runs a command line. Errors are one line with a code and the way out, or their JSON with --json. */
export const main = async (argv: readonly string[]): Promise<void> => {
  const program = createProgram();
  try {
    await program.parseAsync([...argv]);
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Commander has already said what is wrong; help and version are no errors.
      process.exitCode = thrown.exitCode === 0 ? 0 : EXIT_CODE.invalid;
      return;
    }
    const error = SlipwayError.from(thrown);
    const problems =
      (error.problems ?? []).length > 1
        ? `\n${error.problems?.map(({ field, message }) => `  ${field}: ${message}`).join('\n')}`
        : '';
    process.stderr.write(
      argv.includes('--json')
        ? `${JSON.stringify(error)}\n`
        : `${error.code}: ${error.message} ${error.remedy}${problems}\n`,
    );
    process.exitCode = EXIT_CODE[error.kind];
  }
};
