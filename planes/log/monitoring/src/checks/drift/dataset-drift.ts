import type { Finding } from '@slipway/contracts';
import { percent } from '../figures.ts';
import { finding } from '../finding.ts';

/** From this share of drifted features on the data as a whole are said to have changed (methods.md part 9). */
const DRIFTED_SHARE = 0.5;

/** The share of features that drifted, of those about which something can be said. */
export const datasetFinding = (features: readonly Finding[]): Finding => {
  const judged = features.filter(({ state }) => state === 'ok' || state === 'alert');
  const drifted = judged.filter(({ state }) => state === 'alert');
  const parts = { subject: 'dataset', method: 'share of drifted features', threshold: DRIFTED_SHARE };
  const rows = judged.reduce((least, feature) => Math.min(least, feature.rows), judged[0]?.rows ?? 0);
  if (judged.length === 0) {
    return finding({ ...parts, state: 'insufficient_data', rows, detail: 'no feature could be judged' });
  }
  const share = drifted.length / judged.length;
  return finding({
    ...parts,
    state: share >= DRIFTED_SHARE ? 'warn' : 'ok',
    rows,
    score: share,
    detail: `${drifted.length} of ${judged.length} features have drifted (${percent(share)})`,
  });
};
