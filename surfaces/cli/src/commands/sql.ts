import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, parseAssignments, wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

export const addSql = (program: Command): void => {
  subcommand(
    program,
    'sql <statement>',
    'query the warehouse: predictions, outcomes, labelled, and the loaded tables',
  )
    .option('-p, --param <name=value>', 'value of $name in the statement, repeatable', collect, [])
    .option('--limit <n>', 'at most so many rows', wholeNumber('--limit'), 1000)
    .action(async (sql: string, options: { param: string[]; limit: number }, command: Command) => {
      const session = sessionOf(command);
      const body = { sql, parameters: parseAssignments(options.param), limit: options.limit };
      printResult(
        session.json,
        await (await session.client()).query({ body }, { timeoutMs: 120_000 }),
        ({ columns, rows, truncated, milliseconds }) => {
          const cells = rows.map((row) =>
            row.map((cell) => (typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell)),
          );
          const note = `${rows.length} rows in ${Math.round(milliseconds)} ms${truncated ? `; there are more, raise --limit` : ''}`;
          return `${tableOf(
            columns.map(({ name }) => name),
            cells,
            '',
          )}\n${note}`.trimStart();
        },
      );
    });
};
