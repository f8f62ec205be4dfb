import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Dataset, SlipwayError, type Snapshot } from '@slipway/contracts';
import type { Command } from 'commander';
import { formatBytes, shortDigest } from '../terminal/figures.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, parseAssignments } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { textOf } from './given-file.ts';

const describeDataset = ({ name, sql, description }: Dataset): string =>
  `${name}${description ? `: ${description}` : ''}\n${sql}`;

const describeSnapshot = ({ digest, name, rows, bytes, columns }: Snapshot): string =>
  [
    `${digest}\n${name}: ${rows} rows, ${formatBytes(bytes)}`,
    tableOf(
      ['COLUMN', 'TYPE', 'NULLS', 'DISTINCT', 'MIN', 'MAX', 'MEAN'],
      columns.map((column) => [
        column.name,
        column.type,
        column.nulls,
        column.distinct,
        column.min,
        column.max,
        column.mean?.toFixed(4),
      ]),
      '',
    ),
  ].join('\n');

export const addDataset = (program: Command): void => {
  const dataset = group(program, 'dataset', 'load tables, name queries, take snapshots');
  subcommand(dataset, 'load <table> <file>', 'load a Parquet or CSV file as a table (replaces it)').action(
    async (table: string, file: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const found = await stat(file).catch(() => null);
      if (!found?.isFile()) throw new SlipwayError('NOT_FOUND', { what: 'File', name: file });
      const format = file.endsWith('.csv') ? 'csv' : 'parquet';
      const upload = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
      const loaded = await (await session.client()).putTable(
        { params: { table }, query: { format } },
        { upload, timeoutMs: 600_000 },
      );
      printResult(
        session.json,
        loaded,
        ({ name, rows, columns }) =>
          `table ${name}: ${rows} rows; ${columns.map((column) => `${column.name} ${column.type}`).join(', ')}`,
      );
    },
  );
  subcommand(dataset, 'tables', 'list tables').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listTables(), (tables) =>
      tableOf(
        ['TABLE', 'ROWS', 'SIZE', 'COLUMNS'],
        tables.map(({ name, rows, bytes, columns }) => [
          name,
          rows,
          formatBytes(bytes),
          columns.map((column) => column.name).join(', '),
        ]),
        'No table is loaded.',
      ),
    );
  });
  subcommand(dataset, 'create <name>', 'name a query')
    .option('--sql <sql>', 'the SELECT')
    .option('--file <path>', 'file that holds it')
    .option('--description <text>', 'what it is', '')
    .action(
      async (
        name: string,
        options: { sql?: string; file?: string; description: string },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const sql = options.file ? await textOf(options.file) : options.sql;
        if (!sql) return command.error('error: give --sql or --file');
        printResult(
          session.json,
          await (await session.client()).putDataset({
            params: { dataset: name },
            body: { sql, description: options.description },
          }),
          describeDataset,
        );
      },
    );
  subcommand(dataset, 'list', 'list datasets').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listDatasets(), (all) =>
      tableOf(
        ['DATASET', 'DESCRIPTION', 'UPDATED'],
        all.map(({ name, description, updatedAt }) => [name, description, updatedAt]),
        'No dataset is named. Name one with "slipway dataset create".',
      ),
    );
  });
  subcommand(dataset, 'show <dataset>', 'show a dataset').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getDataset({ params: { dataset: name } }),
        describeDataset,
      );
    },
  );
  subcommand(dataset, 'snapshot <dataset>', 'run a dataset into an immutable Parquet snapshot')
    .option('-p, --param <name=value>', 'parameter of the query, repeatable', collect, [])
    .action(async (name: string, options: { param: string[] }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const { sql } = await client.getDataset({ params: { dataset: name } });
      printResult(
        session.json,
        await client.createSnapshot(
          { body: { name, sql, parameters: parseAssignments(options.param) } },
          { timeoutMs: 600_000 },
        ),
        describeSnapshot,
      );
    });
  subcommand(dataset, 'snapshots [digest]', 'list snapshots, or show one with its profile').action(
    async (digest: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      if (digest)
        return printResult(session.json, await client.getSnapshot({ params: { digest } }), describeSnapshot);
      printResult(session.json, await client.listSnapshots(), (all) =>
        tableOf(
          ['SNAPSHOT', 'NAME', 'ROWS', 'SIZE', 'CREATED'],
          all.map((item) => [
            shortDigest(item.digest),
            item.name,
            item.rows,
            formatBytes(item.bytes),
            item.createdAt,
          ]),
          'No snapshot was taken.',
        ),
      );
    },
  );
};
