import type { Evaluation, FairnessGap, Range, Verdict } from '@slipway/contracts';
import { type Figure, type Figures, figureOf } from './figure-facts.ts';

/** The largest gap and the smallest ratio of each rate. */
interface GapFacts {
  readonly gap?: Figures;
  readonly ratio?: Figures;
}

/**
 * What the evaluator concluded, as criteria read it.
 * - `verdict`: "pass", "fail" or "inconclusive", of the comparison as a whole; not there without a champion.
 * - `nonInferior.<metric>`: the same of "not worse by more than the declared margin"; there for metrics with a margin.
 * - `fairness.gap.<rate>.{value,lower,upper}`: the largest gap between groups over the declared columns;
 *   `fairness.ratio.<rate>.…`: the smallest ratio; `fairness.columns.<column>.gap.…` of one column.
 * - `threshold.value`: the declared one; `threshold.bestF1`, `threshold.bestCost`: the suggestions; with declared costs
 *   `threshold.cost.{value,lower,upper}` is the expected cost per row, and `threshold.saving` what the best one would save.
 */
export interface VerdictFacts {
  readonly verdict?: Verdict;
  readonly nonInferior: Readonly<Record<string, Verdict>>;
  readonly fairness: GapFacts & { readonly columns?: Readonly<Record<string, GapFacts>> };
  readonly threshold: {
    readonly value?: number;
    readonly bestF1?: number;
    readonly bestCost?: number;
    readonly cost?: Figure;
    readonly saving?: number;
  };
}

/** The conclusions of an evaluation; of one from before they were made, nothing is there. */
export const verdictFacts = ({
  comparison,
  fairness,
  thresholds,
  threshold,
}: Pick<Evaluation, 'comparison' | 'fairness' | 'thresholds' | 'threshold'>): VerdictFacts => ({
  ...(comparison?.verdict === undefined ? {} : { verdict: comparison.verdict.verdict }),
  nonInferior: Object.fromEntries(
    Object.entries(comparison?.metrics ?? {}).flatMap(([name, { nonInferiority }]) =>
      nonInferiority === undefined ? [] : [[name, nonInferiority.verdict]],
    ),
  ),
  fairness:
    fairness === undefined
      ? {}
      : {
          ...gapFacts(fairness.flatMap(({ gaps }) => Object.entries(gaps))),
          columns: Object.fromEntries(
            fairness.map(({ column, gaps }) => [column, gapFacts(Object.entries(gaps))]),
          ),
        },
  threshold: thresholds === undefined ? {} : thresholdFacts(thresholds, threshold),
});

const gapFacts = (gaps: readonly (readonly [string, FairnessGap])[]): GapFacts => {
  const byRate = Map.groupBy(gaps, ([rate]) => rate);
  const extremes = (part: 'difference' | 'ratio', pick: (...numbers: number[]) => number): Figures =>
    Object.fromEntries(
      [...byRate].flatMap(([rate, own]) => {
        const ranges = own.flatMap(([, gap]) => gap[part] ?? []);
        return ranges.length === 0 ? [] : [[rate, extreme(ranges, pick)]];
      }),
    );
  return { gap: extremes('difference', Math.max), ratio: extremes('ratio', Math.min) };
};

/** Each end by itself: the bounds hold for all columns' groups at once no less than for one. */
const extreme = (ranges: readonly Range[], pick: (...numbers: number[]) => number): Figure => {
  const of = (part: keyof Range): number | null => {
    const numbers = ranges.map((range) => range[part]).filter((number) => number !== null);
    return numbers.length === 0 ? null : pick(...numbers);
  };
  return figureOf({ value: of('value'), lower: of('lower'), upper: of('upper') });
};

const thresholdFacts = (
  { rows, bestByF1, bestByCost }: NonNullable<Evaluation['thresholds']>,
  value: number,
): VerdictFacts['threshold'] => {
  const costAt = (threshold: number | null) => rows.find((row) => row.threshold === threshold)?.cost ?? null;
  const [cost, best] = [costAt(value), costAt(bestByCost)];
  return {
    value,
    ...(bestByF1 === null ? {} : { bestF1: bestByF1 }),
    ...(bestByCost === null ? {} : { bestCost: bestByCost }),
    ...(cost === null ? {} : { cost: figureOf(cost) }),
    ...(cost?.value == null || best?.value == null ? {} : { saving: cost.value - best.value }),
  };
};

const THRESHOLD_FACTS = ['value', 'bestF1', 'bestCost', 'cost', 'saving'];
const FAIRNESS_FACTS = ['gap', 'ratio', 'columns'];

/** Why a path cannot be among these facts; null when it can, or is none of theirs. A typing error would be absent for ever. */
export const verdictPathProblem = ([group, name, ...rest]: readonly string[]): string | null => {
  const path = [group, name, ...rest].join('.');
  const among = (names: readonly string[]) =>
    name === undefined || names.includes(name)
      ? null
      : `${path} is not a fact: use ${names.map((one) => `${group}.${one}`).join(', ')}`;
  if (group === 'threshold') return among(THRESHOLD_FACTS);
  if (group === 'fairness') return among(FAIRNESS_FACTS);
  if (group === 'nonInferior' && rest.length > 0)
    return `${path} is not a fact: nonInferior.${name} is "pass", "fail" or "inconclusive"`;
  return null;
};
