import type { Client } from '@slipway/client';
import { LogLine, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printLine } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

interface LogOptions {
  readonly step?: string;
  readonly stream?: string;
  readonly contains?: string;
  readonly follow?: boolean;
  readonly limit?: number;
}

const PAGE = 5000;

const streamOf = (text: string | undefined): LogLine['stream'] | undefined => {
  if (text === undefined) return undefined;
  const parsed = LogLine.shape.stream.safeParse(text);
  if (parsed.success) return parsed.data;
  const reason = `--stream: "${text}" is not one of ${LogLine.shape.stream.options.join(', ')}`;
  throw new SlipwayError('INVALID_REQUEST', { reason }, { field: '--stream' });
};

/** The stored lines page by page, so that a log of any length passes through little memory. */
async function* storedLines(client: Client, run: string, options: LogOptions): AsyncGenerator<LogLine[]> {
  const stream = streamOf(options.stream);
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  for (let after: number | null = -1; after !== null && left > 0; ) {
    const { lines, next }: Awaited<ReturnType<Client['getRunLog']>> = await client.getRunLog({
      params: { run },
      query: {
        after,
        limit: Math.min(PAGE, left),
        ...(options.step ? { step: options.step } : {}),
        ...(options.contains ? { contains: options.contains } : {}),
        ...(stream ? { stream } : {}),
      },
    });
    left -= lines.length;
    yield lines;
    after = next;
  }
}

/** The same choice for lines that arrive. */
const isWanted =
  ({ step, stream, contains }: LogOptions) =>
  (line: LogLine): boolean =>
    (step === undefined || line.step === step) &&
    (stream === undefined || line.stream === stream) &&
    (contains === undefined || line.text.toLowerCase().includes(contains.toLowerCase()));

async function* followedLines(client: Client, run: string, options: LogOptions): AsyncGenerator<LogLine[]> {
  streamOf(options.stream);
  const wanted = isWanted(options);
  for await (const event of client.followRun({ params: { run } }))
    if (event.event === 'line' && wanted(event.data)) yield [event.data];
}

const textOf = ({ step, stream, text }: LogLine): string =>
  `${step} ${stream === 'stderr' ? '!' : '|'} ${text}`;

/** The same document as with all lines in memory: `{"lines": […]}`. */
const printAsJson = async (pages: AsyncIterable<LogLine[]>): Promise<void> => {
  let first = true;
  process.stdout.write('{\n  "lines": [');
  for await (const lines of pages)
    for (const line of lines) {
      process.stdout.write(`${first ? '' : ','}\n    ${JSON.stringify(line)}`);
      first = false;
    }
  process.stdout.write(`${first ? '' : '\n  '}]\n}\n`);
};

export const addRunLogs = (run: Command): void => {
  subcommand(run, 'logs <run>', 'print the log of a run')
    .option('--step <step>', 'of this step only')
    .option('--stream <stream>', 'of stdout, stderr or platform only')
    .option('--contains <text>', 'lines with this text only, whatever the case of its letters')
    .option('--limit <n>', 'at most so many lines', wholeNumber('--limit'))
    .option('-f, --follow', 'go on until the run has ended')
    .action(async (id: string, options: LogOptions, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const pages = options.follow ? followedLines(client, id, options) : storedLines(client, id, options);
      if (session.json) return printAsJson(pages);
      for await (const lines of pages) for (const line of lines) printLine(textOf(line));
    });
};
