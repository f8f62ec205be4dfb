import type { Distribution, Finding } from '@slipway/contracts';
import { normalInterval } from '@slipway/statistics';
import { estimateOf } from '../../metrics/estimate-of.ts';
import { count, percent } from '../figures.ts';
import { finding } from '../finding.ts';
import { DISTANCE_ROWS, type DriftLimits, TEST_ROWS } from './feature-drift.ts';

/** A change of the missing share smaller than this harms nobody, however certain it is. */
const MISSING_MARGIN = 0.01;
/** New categories up to this share of the rows are ordinary life (methods.md 4.5). */
const UNSEEN_SHARE = 0.01;
/** Several features are looked at in one check. */
const LEVEL = 0.99;

/** Alert when the change of the missing share lies beyond one point with 99 % confidence; null when nothing is missing anywhere. */
export const missingValuesFinding = (distribution: Distribution, limits: DriftLimits): Finding | null => {
  const { name, referenceRows, referenceNulls, currentRows, currentNulls } = distribution;
  const tooFew = Math.min(referenceRows, currentRows) < (limits.minimumRows ?? TEST_ROWS);
  if (tooFew || referenceRows === 0 || currentRows === 0) return null;
  if (referenceNulls === 0 && currentNulls === 0) return null;
  const before = referenceNulls / referenceRows;
  const now = currentNulls / currentRows;
  const standardError = Math.sqrt((before * (1 - before)) / referenceRows + (now * (1 - now)) / currentRows);
  const interval = normalInterval(now - before, standardError, LEVEL);
  const changed = interval.lower > MISSING_MARGIN || interval.upper < -MISSING_MARGIN;
  return finding({
    subject: `${name} (missing)`,
    state: changed ? 'alert' : 'ok',
    method: 'difference of shares',
    rows: currentRows,
    score: now - before,
    threshold: MISSING_MARGIN,
    interval: estimateOf(interval),
    detail: `${name} is missing in ${percent(now)} of ${count(currentRows)} rows, ${percent(before)} in the reference`,
  });
};

/** Alert when over 1 % of the rows have a category that the reference never had; null for numbers and small samples. */
export const unseenCategoriesFinding = (distribution: Distribution, limits: DriftLimits): Finding | null => {
  const { name, kind, unseen, referenceRows, currentRows, currentNulls } = distribution;
  const rows = currentRows - currentNulls;
  // A small reference has not met every ordinary category, so both sides must be large.
  if (kind !== 'category' || Math.min(rows, referenceRows) < (limits.minimumRows ?? DISTANCE_ROWS))
    return null;
  if (rows === 0) return null;
  const share = unseen / rows;
  return finding({
    subject: `${name} (unseen)`,
    state: share > UNSEEN_SHARE ? 'alert' : 'ok',
    method: 'share of rows',
    rows,
    score: share,
    threshold: UNSEEN_SHARE,
    detail: `${percent(share)} of ${count(rows)} rows have a ${name} that the reference never had`,
  });
};
