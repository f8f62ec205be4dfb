import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import { readToken } from '@slipway/platform/local';
import { type Command, Option } from 'commander';
import { printResult } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';

export const addConsole = (program: Command): void => {
  subcommand(program, 'console', 'print the address that signs you in to the console')
    .addOption(
      new Option('--role <role>', 'as whom')
        .choices(['viewer', 'author', 'reviewer', 'operator'])
        .default('viewer'),
    )
    .action(async (options: { role: string }, command: Command) => {
      const session = sessionOf(command);
      const { control } = await session.addresses();
      const token = await readToken(join(session.directory.tokens, options.role));
      if (token === null)
        throw new SlipwayError('NO_TOKEN', { roles: options.role, directory: session.directory.tokens });
      // The token is in the fragment, which browsers do not send and servers do not log.
      printResult(session.json, { url: `${control}/#token=${token}` }, ({ url }) => url);
    });
};
