import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Client } from '@slipway/client';
import { type EvaluatedRow, type Evaluation, type QueryResult, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { composeBlobs } from '../compose/blobs.ts';
import type { Session } from '../session.ts';
import { printProgress, printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

const UPLOAD_MS = 600_000;
const QUERY_MS = 120_000;

/** The name under which the rows of an evaluation are a table of the warehouse. */
const rowsTable = ({ id }: Pick<Evaluation, 'id'>): string => `rows_of_${id.replaceAll('-', '_')}`;

/** Puts the stored predictions of an evaluation into the warehouse, once: an evaluation never changes. */
const loadRows = async (client: Client, evaluation: Evaluation, session: Session): Promise<string> => {
  const table = rowsTable(evaluation);
  const tables = await client.listTables();
  if (tables.some(({ name }) => name === table)) return table;
  const file = await composeBlobs(session.directory).path(evaluation.predictions);
  const upload = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  await client.putTable(
    { params: { table }, query: { format: 'parquet' } },
    { upload, timeoutMs: UPLOAD_MS },
  );
  printProgress(`The rows are now the table ${table} of the warehouse: see "slipway sql".`);
  return table;
};

const describeRows = (rows: readonly EvaluatedRow[]): string => {
  const champion = rows.some((row) => row.champion !== null);
  const inputs = [...new Set(rows.flatMap((row) => Object.keys(row.inputs)))].sort();
  return tableOf(
    ['ROW', 'LABEL', 'SCORE', 'LOSS', ...(champion ? ['CHAMPION', 'ITS LOSS'] : []), ...inputs],
    rows.map((row) => [
      row.row,
      row.label,
      row.candidate.score.toPrecision(4),
      row.candidate.loss.toPrecision(4),
      ...(champion ? [row.champion?.score.toPrecision(4), row.champion?.loss.toPrecision(4)] : []),
      ...inputs.map((name) => row.inputs[name]),
    ]),
    'The evaluation shows no such row.',
  );
};

const describeResult = ({ columns, rows }: QueryResult): string =>
  tableOf(
    columns.map(({ name }) => name),
    rows,
    'No row is like that.',
  );

interface Options {
  readonly disagreements: boolean;
  readonly where?: string;
  readonly limit: number;
}

/** `slipway model rows`: the rows behind the newest evaluation of a version. */
export const addModelRows = (model: Command): void => {
  subcommand(
    model,
    'rows <model> <version>',
    'show the rows that the model gets most wrong, or any rows of its evaluation',
  )
    .option('--disagreements', 'the rows where it differs most from the champion', false)
    .option('--where <condition>', 'rows like this, in SQL over row, label, score, decision, loss, …')
    .option('--limit <n>', 'at most so many rows', wholeNumber('--limit'), 20)
    .action(async (name: string, number: string, options: Options, command: Command) => {
      const { disagreements, where, limit } = options;
      const session = sessionOf(command);
      const client = await session.client();
      const params = { model: name, version: wholeNumber('version')(number) };
      const [evaluation] = await client.listEvaluations({ params });
      if (evaluation === undefined)
        throw new SlipwayError('NOT_FOUND', { what: 'Evaluation of', name: `${name} version ${number}` });
      if (where === undefined) {
        const rows = disagreements ? evaluation.disagreements : evaluation.worstRows;
        return printResult(session.json, (rows ?? []).slice(0, limit), describeRows);
      }
      const table = await loadRows(client, evaluation, session);
      const order = disagreements ? 'abs(score - "championScore")' : 'loss';
      const sql = `select * from ${table} where (${where}) order by ${order} desc`;
      const result = await client.query({ body: { sql, parameters: {}, limit } }, { timeoutMs: QUERY_MS });
      printResult(session.json, result, describeResult);
    });
};
