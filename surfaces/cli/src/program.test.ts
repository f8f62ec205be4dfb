import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from './program.ts';

const pathOf = (command: Command): string[] =>
  command.parent ? [...pathOf(command.parent), command.name()] : [];

const withDescendants = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withDescendants),
];

/** Parses a command line that ends before anything runs: its standard output, and what it threw. */
const parse = async (...parameters: string[]): Promise<{ output: string; error: unknown }> => {
  const program = await createProgram(parameters[0]);
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  for (const command of withDescendants(program))
    command.configureOutput({ writeOut: write, writeErr: write });
  const error = await program.parseAsync(['node', 'slipway', ...parameters]).then(
    () => assert.fail(`slipway ${parameters.join(' ')} ran`),
    (thrown: unknown) => thrown,
  );
  return { output, error };
};

const COMMANDS = withDescendants(await createProgram());

test('every command has a description, and --help prints it, its usage and its options', async () => {
  assert.ok(COMMANDS.length > 60, `${COMMANDS.length} commands`);
  for (const command of COMMANDS) {
    const path = pathOf(command);
    const { output, error } = await parse(...path, '--help');
    assert.equal((error as { exitCode?: number }).exitCode, 0, path.join(' '));
    assert.match(output, new RegExp(`^Usage: ${['slipway', ...path].join(' ')}`));
    assert.ok(command.description().length >= 8, `${path.join(' ')} says what it does`);
    assert.ok(output.replaceAll(/\s+/g, ' ').includes(command.description()), path.join(' '));
    for (const option of command.options)
      assert.ok(
        option.description.length > 5 && output.includes(option.flags),
        `${path.join(' ')} ${option.flags}`,
      );
  }
});

test('every command that does something takes --json and --data-dir', () => {
  for (const command of COMMANDS.filter(({ commands }) => commands.length === 0))
    for (const flag of ['--json', '--data-dir'])
      assert.ok(
        command.options.some(({ long }) => long === flag),
        `${pathOf(command).join(' ')} ${flag}`,
      );
});

test('a group alone prints its help', async () => {
  for (const path of [[], ['run'], ['experiment']]) {
    const { output, error } = await parse(...path);
    assert.equal((error as { code?: string }).code, 'commander.help');
    assert.match(output, /Usage: slipway/);
  }
});

test('a wrong command line is one error with a code, the reason and the help to read', async () => {
  const cases: [string[], RegExp, string][] = [
    [['statu'], /unknown command 'statu' \(Did you mean status\?\)/, 'slipway'],
    [['endpoint', 'oepn'], /unknown command 'oepn' \(Did you mean open\?\)/, 'slipway endpoint'],
    [['status', 'extra'], /too many arguments.* got 1: extra/, 'slipway status'],
    [['run', 'show'], /missing required argument 'run'/, 'slipway run show'],
    [['run', 'list', '--jobs', 'x'], /unknown option '--jobs'/, 'slipway run list'],
    [
      ['review', 'approve', 'r-1'],
      /required option '--reason <text>' not specified/,
      'slipway review approve',
    ],
    [['monitor', 'create', 'e', '--kind', 'x'], /Allowed choices are inputs/, 'slipway monitor create'],
    [['job', 'schedule', 'j'], /give a cron expression or --off/, 'slipway job schedule'],
    [
      ['monitor', 'check', 'm', '--from', '2026-01-01'],
      /--from and --to, or neither/,
      'slipway monitor check',
    ],
  ];
  for (const [parameters, reason, command] of cases) {
    const { output, error } = await parse(...parameters);
    assert.equal(output, '', 'commander itself prints nothing');
    const { code, message, remedy } = error as { code: string; message: string; remedy: string };
    assert.deepEqual([code, remedy], ['INVALID_USAGE', `See "${command} --help".`]);
    assert.match(message, reason);
    assert.doesNotMatch(message, /\n|error:|\.\.$/);
  }
});

test('a value of an option that does not fit is named', async () => {
  for (const [parameters, field] of [
    [['run', 'list', '--limit', 'x'], '--limit'],
    [['deploy', 'r-1', '--replicas', '1.5'], '--replicas'],
    [['experiment', 'start', 'e', 'n', '--variant', 'a=1', '--coverage', 'half'], '--coverage'],
    [['endpoint', 'history', 'e', '--at', 'noon'], '--at'],
    [['monitor', 'check', 'm', '--from', 'then', '--to', 'now'], '--from'],
    [['outcome', 'p', '1', '--at', 'noon'], '--at'],
  ] as const) {
    const { error } = await parse(...parameters);
    const { code, field: named } = error as { code: string; field: string };
    assert.deepEqual([code, named], ['INVALID_REQUEST', field]);
  }
});
