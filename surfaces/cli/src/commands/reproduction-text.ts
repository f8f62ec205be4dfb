import type { Reproduction } from '@slipway/contracts';
import { tableOf } from '../terminal/output.ts';

/** The verdict in one line. */
export const verdictLine = ({ verdict, reason, run, createdAt }: Reproduction): string =>
  `${verdict} in run ${run} (${createdAt}): ${reason}`;

const figure = (value: number | null): string => (value === null ? 'not defined' : String(value));

/** The verdict, and what was compared to come to it. */
export const describeReproduction = (reproduction: Reproduction): string => {
  const { model, version, reproduces, metrics, tolerance } = reproduction;
  const lines = [`${model} version ${version} of run ${reproduces}: ${verdictLine(reproduction)}`];
  if (metrics.length > 0)
    lines.push(
      tableOf(
        ['METRIC', 'RECORDED', 'REPRODUCED', 'DIFFERENCE', ''],
        metrics.map(({ name, recorded, reproduced, difference, matches }) => [
          name,
          figure(recorded),
          figure(reproduced),
          difference === null ? '' : difference.toExponential(1),
          matches ? '' : `more than ${tolerance}`,
        ]),
        '',
      ),
    );
  return lines.join('\n');
};
