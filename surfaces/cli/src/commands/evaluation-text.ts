import type { Evaluation } from '@slipway/contracts';

/** What the evaluator concludes, as lines: the verdict with its reasons, margins, the widest gaps between groups, thresholds. */
export const conclusionLines = ({
  comparison,
  fairness = [],
  championFairness = [],
  thresholds,
  threshold,
}: Evaluation): string[] => {
  const verdict = comparison?.verdict;
  const margins = Object.entries(comparison?.metrics ?? {}).flatMap(([metric, { nonInferiority }]) =>
    nonInferiority === undefined
      ? []
      : [`  ${metric} not worse by more than ${nonInferiority.margin}: ${nonInferiority.verdict}`],
  );
  const gaps = fairness.flatMap(({ column, gaps: all }) =>
    Object.entries(all).map(
      ([rate, { difference, highest, lowest }]) =>
        `  ${column}: ${rate} differs by ${short(difference.value)} [${short(difference.lower)}, ${short(difference.upper)}], ${highest} against ${lowest}${championGap(championFairness, column, rate)}`,
    ),
  );
  const best = [
    ...(thresholds?.bestByF1 == null ? [] : [`${thresholds.bestByF1} by F1`]),
    ...(thresholds?.bestByCost == null ? [] : [`${thresholds.bestByCost} by cost`]),
  ];
  return [
    ...(verdict === undefined
      ? []
      : [
          `comparison: ${verdict.verdict}`,
          ...verdict.reasons.map(({ verdict: one, message }) => `  ${one}: ${message}`),
        ]),
    ...(margins.length === 0 ? [] : ['margins:', ...margins]),
    ...(gaps.length === 0 ? [] : ['gaps between groups:', ...gaps]),
    ...(best.length === 0 ? [] : [`threshold ${threshold}; best on these rows: ${best.join(', ')}`]),
  ];
};

/** Slices that a terminal has room for: the declared ones, and of the pairs those that are harmed. */
export const listedSlices = ({ slices }: Evaluation): Evaluation['slices'] =>
  slices.filter(({ parts, harm }) => parts === undefined || harm?.significant === true);

const short = (value: number | null): string => (value === null ? '–' : String(Number(value.toPrecision(3))));

const championGap = (
  fairness: NonNullable<Evaluation['championFairness']>,
  column: string,
  rate: string,
): string => {
  const gap = fairness.find((one) => one.column === column)?.gaps[rate];
  return gap === undefined ? '' : `; the champion's by ${short(gap.difference.value)}`;
};
