import { Command } from 'commander';
import { addStatus } from './commands/status.ts';
import { addUp } from './commands/up.ts';

const PARTS = [addUp, addStatus];

/** All commands. Nothing runs until it is parsed. */
export const createProgram = (): Command => {
  const program = new Command('slipway')
    .description('Train, sign off, serve: a machine-learning platform in which a person decides what serves.')
    .version('0.1.0')
    .option('--data-dir <path>', 'data directory of the stack (default: SLIPWAY_DATA_DIR or .slipway)')
    .option('--json', 'print the result as JSON with a stable shape')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  for (const add of PARTS) add(program);
  return program;
};
