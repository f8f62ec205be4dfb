import { SlipwayError } from '@slipway/contracts';
import { readEnvironment } from '@slipway/platform/local';
import type { Command, CommanderError, CommandOptions } from 'commander';
import { createSession, type Session } from '../session.ts';

interface GlobalOptions {
  dataDir?: string;
  json?: boolean;
  as?: string;
}

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** Commander's sentence without its prefix, on one line. */
const reasonOf = ({ message }: CommanderError): string =>
  message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');

/** What commander finds wrong becomes INVALID_USAGE; help and version stay its own. A group without a command prints its help. */
export const withUsageErrors = (command: Command): Command =>
  command
    .configureOutput({ outputError: () => undefined, writeErr: (text) => process.stdout.write(text) })
    .exitOverride((end) => {
      if (end.exitCode === 0 || end.code === 'commander.help') throw end;
      throw new SlipwayError(
        'INVALID_USAGE',
        { reason: reasonOf(end), command: pathOf(command) },
        { cause: end },
      );
    });

/** Adds the options that every command has. */
export const withGlobalOptions = (command: Command): Command =>
  command
    .option('--data-dir <path>', 'data directory of the stack (default: SLIPWAY_DATA_DIR or .slipway)')
    .option('--json', 'print the result as JSON with a stable shape');

/** A subcommand with the global options; add arguments, options and an action. */
export const subcommand = (
  parent: Command,
  nameAndArguments: string,
  description: string,
  options: CommandOptions = {},
): Command =>
  withGlobalOptions(withUsageErrors(parent.command(nameAndArguments, options).description(description)));

/** A group such as `slipway run …`, which alone prints its help. */
export const group = (parent: Command, name: string, description: string): Command =>
  withUsageErrors(parent.command(name).description(description));

/** The session of a command from its own options and those given before it. */
export const sessionOf = (command: Command): Session => {
  const { dataDir, json, as } = command.optsWithGlobals<GlobalOptions>();
  return createSession({ dataDir, json: json === true, as, environment: readEnvironment() });
};
