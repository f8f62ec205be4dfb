import type { Distribution, Finding } from '@slipway/contracts';
import { jensenShannonDistance, noiseFloor } from '@slipway/statistics';
import { count, figure } from '../figures.ts';
import { finding } from '../finding.ts';
import { comparableBins } from './category-bins.ts';

/** The customary score from which drift is said, when the monitor names none. */
export const DRIFT_THRESHOLD = 0.1;

/** Rows on both sides that are not missing. */
export const presentRows = (distribution: Distribution): { reference: number; current: number } => ({
  reference: distribution.referenceRows - distribution.referenceNulls,
  current: distribution.currentRows - distribution.currentNulls,
});

/** Wasserstein-1 over the reference's standard deviation: alert from max(threshold, noise floor). */
export const wassersteinFinding = (distribution: Distribution, threshold: number): Finding => {
  const rows = presentRows(distribution);
  const floor = noiseFloor({
    score: 'wasserstein-normed',
    bins: 0,
    referenceRows: rows.reference,
    currentRows: rows.current,
  });
  return scored(distribution, {
    method: 'wasserstein, normed',
    score: distribution.wasserstein,
    threshold,
    floor,
  });
};

/** Jensen-Shannon distance in base 2 over frozen bins: alert from max(threshold, noise floor). */
export const jensenShannonFinding = (distribution: Distribution, threshold: number): Finding => {
  const bins = comparableBins(distribution);
  const rows = presentRows(distribution);
  const floor = noiseFloor({
    score: 'jensen-shannon-base2',
    bins: bins.reference.length,
    referenceRows: rows.reference,
    currentRows: rows.current,
  });
  const score = jensenShannonDistance(bins.reference, bins.current, 2);
  return scored(distribution, { method: 'jensen-shannon, base 2', score, threshold, floor });
};

const scored = (
  { name, ...distribution }: Distribution,
  {
    method,
    score,
    threshold,
    floor,
  }: {
    readonly method: string;
    readonly score: number | null;
    readonly threshold: number;
    readonly floor: number;
  },
): Finding => {
  const rows = presentRows({ name, ...distribution });
  const parts = { subject: name, method, rows: rows.current, score, threshold, floor };
  if (score === null) {
    return finding({ ...parts, state: 'insufficient_data', detail: `${name}: no values to compare` });
  }
  const needed = Math.max(threshold, floor);
  const because =
    floor > threshold ? `the noise floor ${figure(floor)}` : `the threshold ${figure(threshold)}`;
  const against = `${count(rows.current)} rows against ${count(rows.reference)} of the reference`;
  return score >= needed
    ? finding({
        ...parts,
        state: 'alert',
        detail: `${name} has drifted: distance ${figure(score)} reaches ${because} (${against})`,
      })
    : finding({
        ...parts,
        state: 'ok',
        detail: `${name} is as before: distance ${figure(score)} is below ${because} (${against})`,
      });
};
