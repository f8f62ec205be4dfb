import type { Client } from '@slipway/client';
import { type EvaluatedRow, type Evaluation, type QueryResult, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printProgress, printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

const LOAD_MS = 600_000;
const QUERY_MS = 120_000;

/** Puts the stored predictions of an evaluation into the warehouse, once, and tells the name of the table. */
const loadRows = async (client: Client, { id, predictions }: Evaluation): Promise<string> => {
  const { name } = await client.loadEvaluationRows(
    { params: { evaluation: id }, body: { predictions } },
    { timeoutMs: LOAD_MS },
  );
  printProgress(`The rows are the table ${name} of the warehouse: see "slipway sql".`);
  return name;
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
      const table = await loadRows(client, evaluation);
      const order = disagreements ? 'abs(score - "championScore")' : 'loss';
      const sql = `select * from ${table} where (${where}) order by ${order} desc`;
      const result = await client.query({ body: { sql, parameters: {}, limit } }, { timeoutMs: QUERY_MS });
      printResult(session.json, result, describeResult);
    });
};
