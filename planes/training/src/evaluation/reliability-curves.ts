import type { CalibrationBin, ModelSignature, ReliabilityCurve } from '@slipway/contracts';
import { type ReliabilityBin, reliabilityBins } from '@slipway/statistics';
import { topLabels } from './multiclass-measures.ts';
import type { ScoredRows } from './slice-results.ts';

/** Bins of equal width: the eye expects the points of a curve evenly along the axis. */
const BINS = 10;
const EDGES = `${BINS} bins of equal width, left-closed`;
/** Of more classes nobody looks at every curve: those with the most rows have one. */
const MOST_CLASSES = 20;

/** Binary: one curve of the positive class. Multiclass: one of the most probable class, then one of each class. */
export const reliabilityCurves = (
  { task, classes }: ModelSignature,
  { labels, candidate }: ScoredRows,
): ReliabilityCurve[] => {
  if (task === 'regression') return [];
  if (task === 'binary') return [curveOf('positive', classes[1]!, labels, candidate)];
  const width = classes.length;
  const { right, confidence } = topLabels(labels, candidate, width);
  const counts = new Float64Array(width);
  for (const label of labels) counts[label]!++;
  const shown = classes
    .map((name, k) => ({ name, k }))
    .sort((a, b) => counts[b.k]! - counts[a.k]! || a.k - b.k)
    .slice(0, MOST_CLASSES)
    .sort((a, b) => a.k - b.k);
  return [
    curveOf('top-label', null, right, confidence),
    ...shown.map(({ name, k }) =>
      curveOf(
        'class',
        name,
        Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
        Float64Array.from(labels, (_, row) => candidate[row * width + k]!),
      ),
    ),
  ];
};

const curveOf = (
  of: ReliabilityCurve['of'],
  name: string | null,
  labels: Float64Array | Uint8Array,
  scores: Float64Array,
): ReliabilityCurve => {
  const bins = reliabilityBins(labels, scores, { bins: BINS, edges: 'equal-width' });
  const gaps = bins.map(({ meanForecast, observed }) => Math.abs(meanForecast - observed.value));
  return {
    of,
    class: name,
    edges: EDGES,
    bins: bins.map(calibrationBin),
    expectedError: bins.reduce((sum, { n }, k) => sum + (n / labels.length) * gaps[k]!, 0),
    maximumError: Math.max(0, ...gaps),
  };
};

/** A bin as the contract has it. */
export const calibrationBin = ({ from, to, n, meanForecast, observed }: ReliabilityBin): CalibrationBin => ({
  lower: from,
  upper: to,
  rows: n,
  meanScore: meanForecast,
  observed: observed.value,
  observedLower: observed.lower,
  observedUpper: observed.upper,
});
