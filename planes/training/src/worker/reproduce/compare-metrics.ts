import type { Metrics, ReproducedMetric } from '@slipway/contracts';

/** |a − b| / max(|a|, |b|); 0 for two zeros. */
const relativeDifference = (a: number, b: number): number =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));

/**
 * The recorded metrics beside the reproduced ones, by name. They match when they differ by no more than the tolerance relative
 * to the larger of the two, or when neither is defined.
 */
export const compareMetrics = (
  recorded: Metrics,
  reproduced: Metrics,
  tolerance: number,
): ReproducedMetric[] =>
  Object.keys(recorded)
    .toSorted()
    .map((name) => {
      const a = recorded[name]?.value ?? null;
      const b = reproduced[name]?.value ?? null;
      const difference = a === null || b === null ? null : relativeDifference(a, b);
      const matches = difference === null ? a === b : difference <= tolerance;
      return { name, recorded: a, reproduced: b, difference, matches };
    });
