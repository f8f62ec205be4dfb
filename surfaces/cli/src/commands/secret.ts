import { secretFiles } from '@slipway/platform/local';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { textOf } from './given-file.ts';

const secretsOf = (command: Command) => {
  const { json, directory } = sessionOf(command);
  return { json, secrets: secretFiles(directory.secrets) };
};

/** Programs that print a value end it with a line end, which is no part of it. */
const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');

/** Secrets of steps: files on the machine of the worker, which no server ever sees. */
export const addSecret = (program: Command): void => {
  const secret = group(program, 'secret', 'keep secrets that steps name in their environment');
  subcommand(
    secret,
    'set <name>',
    'store a secret that is read from standard input, e.g. slipway secret set NAME < file',
  ).action(async (name: string, _options: object, command: Command) => {
    const { json, secrets } = secretsOf(command);
    await secrets.set(name, withoutLineEnd(await textOf('-')));
    printResult(
      json,
      { name },
      () => `secret ${name} is stored; steps that begin from now on see it as {secret: ${name}}`,
    );
  });
  subcommand(secret, 'list', 'list the names of secrets').action(
    async (_options: object, command: Command) => {
      const { json, secrets } = secretsOf(command);
      printResult(json, await secrets.list(), (entries) =>
        tableOf(
          ['SECRET', 'UPDATED'],
          entries.map(({ name, updatedAt }) => [name, updatedAt]),
          'No secret is stored. Store one with "slipway secret set <name>".',
        ),
      );
    },
  );
  subcommand(secret, 'remove <name>', 'remove a secret').action(
    async (name: string, _options: object, command: Command) => {
      const { json, secrets } = secretsOf(command);
      await secrets.remove(name);
      printResult(json, { name }, () => `secret ${name} is removed`);
    },
  );
};
