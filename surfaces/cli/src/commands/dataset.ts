import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { SlipwayError, type Snapshot, type SplitPart } from '@slipway/contracts';
import { type Command, Option } from 'commander';
import { formatBytes, shortDigest } from '../terminal/figures.ts';
import { printProgress, printResult, tableOf } from '../terminal/output.ts';
import { collect, parseAssignments } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { type DatasetOptions, datasetDeclaration } from './dataset-declaration.ts';
import { describeDataset, describeDifference, describeSnapshot } from './dataset-text.ts';

/** The rows that were not as expected: the line of the error has no room for them. */
const showProblems = (error: unknown): void => {
  if (error instanceof SlipwayError && error.code === 'EXPECTATION_FAILED')
    for (const { field, message } of error.problems ?? []) printProgress(`${field}: ${message}`);
};

/** The newest snapshot of a name, or the one whose digest begins so. Throws NOT_FOUND. */
const findSnapshot = (all: readonly Snapshot[], text: string): Snapshot => {
  const digits = text.replace('sha256:', '');
  const found =
    all.find(({ name }) => name === text) ??
    (digits.length >= 6 ? all.find(({ digest }) => digest.startsWith(`sha256:${digits}`)) : undefined);
  if (found === undefined) throw new SlipwayError('NOT_FOUND', { what: 'Snapshot', name: text });
  return found;
};

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
  subcommand(dataset, 'put <name>', 'name a query, with its split, personal columns and expectations')
    .alias('create')
    .option('--sql <sql>', 'the SELECT')
    .option(
      '--file <path>',
      'file with the SELECT, or a .json or .yaml document with sql, split, personal, expectations',
    )
    .option('--description <text>', 'what it is')
    .option('--split-hash <column=share>', 'hold out that share of the keys in a column')
    .option('--salt <text>', 'another salt gives another split by hash')
    .option('--split-time <column=time>', 'hold out what is at or after a day, a time or a $parameter')
    .option('--personal <column=drop|hash>', 'personal column, repeatable', collect, [])
    .option('--expectations <path>', 'file (.json or .yaml) with a list of expectations')
    .action(async (name: string, options: DatasetOptions, command: Command) => {
      const session = sessionOf(command);
      if (!options.sql && !options.file) return command.error('error: give --sql or --file');
      const body = await datasetDeclaration(options);
      const client = await session.client();
      printResult(
        session.json,
        await client.putDataset({ params: { dataset: name }, body }),
        describeDataset,
      );
    });
  subcommand(dataset, 'list', 'list datasets').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listDatasets(), (all) =>
      tableOf(
        ['DATASET', 'DESCRIPTION', 'SPLIT', 'EXPECTATIONS', 'UPDATED'],
        all.map(({ name, description, split, expectations, updatedAt }) => [
          name,
          description,
          split && `by ${split.by} of ${split.column}`,
          expectations.length,
          updatedAt,
        ]),
        'No dataset is named. Name one with "slipway dataset put".',
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
    .addOption(
      new Option('--part <part>', 'side of its split; all rows where it has none')
        .choices(['training', 'holdout', 'all'])
        .default('training'),
    )
    .action(async (name: string, options: { param: string[]; part: SplitPart }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const parameters = parseAssignments(options.param);
      const body = { name, dataset: name, part: options.part, parameters };
      const snapshot = await client
        .createSnapshot({ body }, { timeoutMs: 600_000 })
        .catch((error: unknown) => {
          if (!session.json) showProblems(error);
          throw error;
        });
      printResult(session.json, snapshot, describeSnapshot);
    });
  subcommand(
    dataset,
    'diff <snapshot> [against]',
    'how a snapshot (a digest, or a name for its newest) differs from the one before it, or from another',
  ).action(async (text: string, against: string | undefined, _options: object, command: Command) => {
    const session = sessionOf(command);
    const client = await session.client();
    const all = await client.listSnapshots();
    const { digest } = findSnapshot(all, text);
    const query = against === undefined ? {} : { against: findSnapshot(all, against).digest };
    printResult(
      session.json,
      await client.snapshotDifference({ params: { digest }, query }),
      describeDifference,
    );
  });
  subcommand(dataset, 'remove <dataset>', 'forget a dataset; its snapshots stay').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      printResult(
        session.json,
        await client.removeDataset({ params: { dataset: name } }),
        () => `dataset ${name} is forgotten; its snapshots stay`,
      );
    },
  );
  subcommand(dataset, 'snapshots [digest]', 'list snapshots, or show one with its profile').action(
    async (digest: string | undefined, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const found = await client.listSnapshots();
      if (digest) return printResult(session.json, findSnapshot(found, digest), describeSnapshot);
      printResult(session.json, found, (all) =>
        tableOf(
          ['SNAPSHOT', 'NAME', 'PART', 'ROWS', 'SIZE', 'CREATED'],
          all.map((item) => [
            shortDigest(item.digest),
            item.name,
            item.part,
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
