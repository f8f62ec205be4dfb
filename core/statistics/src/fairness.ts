import { requireLabels, requireSameLength } from './argument.ts';
import type { ConfusionRates } from './confusion.ts';
import { confusion, confusionRates } from './confusion.ts';
import type { Interval } from './interval.ts';
import type { Sample } from './sample.ts';

/** The rates of one group. A missing group key is a group of its own, `null`. */
export interface GroupRates {
  readonly group: string | null;
  readonly n: number;
  /** `insufficient`: too few rows to say anything; it is never a pass and is left out of every disparity. */
  readonly state: 'ok' | 'insufficient';
  readonly rates: ConfusionRates;
}

/** How far groups lie apart in one rate. */
export interface Disparity {
  /** Largest minus smallest. */
  readonly difference: number;
  /** Smallest over largest; `null` when the largest is 0. The "four fifths" limit has no general validity. */
  readonly ratio: number | null;
  /** Largest distance of a group from the rate of all rows. */
  readonly differenceToOverall: number;
  /** Groups left out: insufficient, or without a denominator (for example no positives). */
  readonly excluded: readonly (string | null)[];
}

/** Group fairness of decisions, with fairlearn's meanings. A disparity is `null` with fewer than two usable groups. */
export interface Fairness {
  readonly groups: readonly GroupRates[];
  /** On the share decided positive. */
  readonly demographicParity: Disparity | null;
  /** On the true positive rate. */
  readonly equalOpportunity: Disparity | null;
  /** On the false positive rate. */
  readonly falsePositiveParity: Disparity | null;
  readonly accuracyParity: Disparity | null;
  /** The larger of the differences in true and false positive rate; `null` when either is. */
  readonly equalizedOddsDifference: number | null;
}

/** Options of {@link fairness}. */
export interface FairnessOptions {
  /** Fewest rows of a group that is judged. @default 50 */
  readonly minimumRows?: number;
  /** Confidence of the intervals. @default 0.95 */
  readonly level?: number;
}

/** Compares 0/1 decisions between groups; groups in order of appearance (methods.md 3.6). */
export function fairness(
  groups: ArrayLike<string | null>,
  labels: Sample,
  decisions: Sample,
  { minimumRows = 50, level = 0.95 }: FairnessOptions = {},
): Fairness {
  requireSameLength('groups', groups, 'labels', labels);
  requireSameLength('labels', labels, 'decisions', decisions);
  requireLabels(decisions);
  const rows = Map.groupBy(
    Array.from({ length: labels.length }, (_, i) => i),
    (i) => groups[i] ?? null,
  );
  const measured: GroupRates[] = [...rows].map(([group, members]) => ({
    group,
    n: members.length,
    state: members.length < minimumRows ? 'insufficient' : 'ok',
    rates: confusionRates(
      confusion(
        members.map((i) => labels[i]!),
        members.map((i) => decisions[i]!),
        0.5,
      ),
      level,
    ),
  }));
  const overall = confusionRates(confusion(labels, decisions, 0.5), level);
  const between = (rate: (rates: ConfusionRates) => Interval | null) => disparity(measured, overall, rate);
  const equalOpportunity = between((rates) => rates.recall);
  const falsePositiveParity = between((rates) => rates.falsePositiveRate);
  return {
    groups: measured,
    demographicParity: between((rates) => rates.selectionRate),
    equalOpportunity,
    falsePositiveParity,
    accuracyParity: between((rates) => rates.accuracy),
    equalizedOddsDifference:
      equalOpportunity &&
      falsePositiveParity &&
      Math.max(equalOpportunity.difference, falsePositiveParity.difference),
  };
}

function disparity(
  groups: readonly GroupRates[],
  overall: ConfusionRates,
  rate: (rates: ConfusionRates) => Interval | null,
): Disparity | null {
  const values: number[] = [];
  const excluded: (string | null)[] = [];
  for (const { group, state, rates } of groups) {
    const value = state === 'ok' ? rate(rates)?.value : undefined;
    if (value === undefined) excluded.push(group);
    else values.push(value);
  }
  const all = rate(overall)?.value;
  if (values.length < 2 || all === undefined) return null;
  const largest = Math.max(...values);
  const smallest = Math.min(...values);
  return {
    difference: largest - smallest,
    ratio: largest > 0 ? smallest / largest : null,
    differenceToOverall: Math.max(...values.map((value) => Math.abs(value - all))),
    excluded,
  };
}
