import { binIndex, quantileEdges, sorted } from '@slipway/statistics';

/** So many that the AUC of the bins misses that of the scores by some 1e-5. */
const MOST_BINS = 250;
/** Each resample counts every drawn row once for each class: beyond, that would take longer than everything else together. */
const MOST_CLASSES = 5;

/** In which bin each probability lies, and whether the row is of that class: what the AUC of a resample is counted from. */
export interface ClassAucBins {
  readonly classes: number;
  /** Row-major, a number per class: twice the bin, and 1 more for a row of the class. */
  readonly places: Uint16Array;
  /** Room for the counts of one resample, `STRIDE` for each class. */
  readonly counts: Int32Array;
}

const STRIDE = 2 * (MOST_BINS + 1);

/** Of row-major scores; null with more than five classes. */
export const classAucBins = (
  labels: Float64Array,
  scores: Float64Array,
  classes: number,
): ClassAucBins | null => {
  if (classes > MOST_CLASSES) return null;
  const places = new Uint16Array(scores.length);
  for (let k = 0; k < classes; k++) {
    const column = Float64Array.from(labels, (_, row) => scores[row * classes + k]!);
    const edges = lowerEdges(column);
    column.forEach((score, row) => {
      places[row * classes + k] = 2 * binIndex(edges, score, 'left') + (labels[row] === k ? 1 : 0);
    });
  }
  return { classes, places, counts: new Int32Array(classes * STRIDE) };
};

/** Every distinct score but the lowest, or as many quantiles. */
const lowerEdges = (scores: Float64Array): readonly number[] => {
  const ascending = sorted(scores);
  const distinct = new Set<number>();
  for (const score of ascending) {
    distinct.add(score);
    if (distinct.size > MOST_BINS) return quantileEdges(ascending, MOST_BINS);
  }
  return [...distinct].slice(1);
};

/** The macro-averaged one-vs-rest AUC of drawn rows; NaN when they are all of one class. */
export const drawnMacroAuc = ({ classes, places, counts }: ClassAucBins, drawn: Int32Array): number => {
  counts.fill(0);
  for (let i = 0; i < drawn.length; i++) {
    const first = drawn[i]! * classes;
    for (let k = 0; k < classes; k++) counts[k * STRIDE + places[first + k]!]!++;
  }
  let [sum, counted] = [0, 0];
  for (let k = 0; k < classes; k++) {
    let [below, wins, own] = [0, 0, 0];
    for (let at = k * STRIDE; at < (k + 1) * STRIDE; at += 2) {
      const others = counts[at]!;
      const ours = counts[at + 1]!;
      wins += ours * (below + others / 2);
      below += others;
      own += ours;
    }
    if (own === 0 || below === 0) continue;
    sum += wins / (own * below);
    counted++;
  }
  return sum / counted;
};
