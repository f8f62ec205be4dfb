import { readEnvironment } from '@slipway/platform';
import type { Command } from 'commander';
import { createSession, type Session } from '../session.ts';

interface GlobalOptions {
  dataDir?: string;
  json?: boolean;
  as?: string;
}

/** Adds the options that every command has. */
export const withGlobalOptions = (command: Command): Command =>
  command
    .option('--data-dir <path>', 'data directory of the stack (default: SLIPWAY_DATA_DIR or .slipway)')
    .option('--json', 'print the result as JSON with a stable shape');

/** A subcommand with the global options; add arguments, options and an action. */
export const subcommand = (parent: Command, nameAndArguments: string, description: string): Command =>
  withGlobalOptions(parent.command(nameAndArguments).description(description));

/** A group such as `slipway run …`, which alone prints its help. */
export const group = (parent: Command, name: string, description: string): Command => {
  const command = parent.command(name).description(description);
  return command.action(() => command.help());
};

/** The session of a command from its own options and those given before it. */
export const sessionOf = (command: Command): Session => {
  const { dataDir, json, as } = command.optsWithGlobals<GlobalOptions>();
  return createSession({ dataDir, json: json === true, as, environment: readEnvironment() });
};
