import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import { readToken } from '@slipway/platform/local';
import type { Command } from 'commander';
import { printResult } from '../terminal/output.ts';
import { group, sessionOf, subcommand } from './command.ts';

export const addTracking = (program: Command): void => {
  const tracking = group(program, 'tracking', 'track runs with the MLflow client that you have');
  subcommand(tracking, 'uri', 'print the MLFLOW_TRACKING_URI, with the token of the author').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const { control } = await session.addresses();
      const token = await readToken(join(session.directory.tokens, 'author'));
      if (token === null)
        throw new SlipwayError('NO_TOKEN', { roles: 'author', directory: session.directory.tokens });
      const uri = new URL(control);
      uri.username = 'author';
      uri.password = token;
      // Clients put paths behind it.
      printResult(session.json, { uri: uri.href.replace(/\/$/, '') }, (result) => result.uri);
    },
  );
};
