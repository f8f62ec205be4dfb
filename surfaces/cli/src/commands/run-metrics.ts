import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

interface MetricOptions {
  readonly key?: string;
  readonly after?: string;
  readonly limit: number;
}

export const addRunMetrics = (run: Command): void => {
  subcommand(run, 'metrics <run>', 'metrics that the steps logged')
    .option('--key <key>', 'of this key only')
    .option('--after <key>', 'keys after this one, of a run with very many')
    .option(
      '--limit <n>',
      'at most so many points; longer series are thinned evenly',
      wholeNumber('--limit'),
      500,
    )
    .action(async (id: string, { key, after, limit }: MetricOptions, command: Command) => {
      const session = sessionOf(command);
      const answer = await (await session.client()).getRunMetrics({
        params: { run: id },
        query: { limit, ...(key === undefined ? {} : { key }), ...(after === undefined ? {} : { after }) },
      });
      printResult(session.json, answer, ({ metrics, sampled, next }) =>
        [
          tableOf(
            ['KEY', 'STEP', 'VALUE'],
            metrics.map((point) => [point.key, point.step, point.value]),
            'The run logged no metrics.',
          ),
          ...(sampled ? ['Points are left out; see more with --key and --limit.'] : []),
          ...(next === null ? [] : [`More keys follow: --after ${next}`]),
        ].join('\n'),
      );
    });
};
