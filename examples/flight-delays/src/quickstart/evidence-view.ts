import type { Estimate, Review } from '@slipway/contracts';

const figure = ({ value, lower, upper }: Estimate): string =>
  value === null ? 'not defined' : `${value.toFixed(4)}  (${lower?.toFixed(4)} – ${upper?.toFixed(4)})`;

const MARK = { pass: '✓', fail: '✗', inconclusive: '?' } as const;

/** The evidence of a review as a person reads it in a terminal. */
export const describeEvidence = ({ evidence, evidenceDigest }: Review): string => {
  const { evaluation, criteria, lineage } = evidence;
  const lines = [
    `Evidence ${evidenceDigest.slice(0, 19)}… for ${evidence.model} version ${evidence.version}`,
    `evaluated by the platform on ${evaluation.rows.toLocaleString('en')} rows that training never saw (${((100 * evaluation.positives) / evaluation.rows).toFixed(1)} % late)`,
    '',
    ...Object.entries(evaluation.metrics).map(([name, estimate]) => `${name.padEnd(18)} ${figure(estimate)}`),
  ];
  if (evaluation.comparison) {
    const { champion, metrics } = evaluation.comparison;
    lines.push('', `difference to the champion, version ${champion.version}, on the same rows:`);
    for (const [name, { difference, p }] of Object.entries(metrics)) {
      lines.push(
        `${name.padEnd(18)} ${figure(difference)}${p === null ? '' : `  p ${p < 0.0001 ? '< 0.0001' : p.toFixed(4)}`}`,
      );
    }
  }
  const sliced = evaluation.slices.filter(
    ({ status, metrics }) => status === 'ok' && metrics.auc?.value != null,
  );
  const worst = sliced
    .toSorted((a, b) => (a.metrics.auc?.value ?? 1) - (b.metrics.auc?.value ?? 1))
    .slice(0, 3);
  if (worst.length > 0) {
    lines.push('', `weakest of ${sliced.length} slices by AUC:`);
    for (const { column, value, rows, metrics } of worst) {
      lines.push(
        `${`${column} ${value}`.padEnd(18)} ${metrics.auc ? figure(metrics.auc) : ''}  ${rows.toLocaleString('en')} rows`,
      );
    }
  }
  lines.push('', 'criteria:');
  for (const { verdict, name, expression, values, reason } of criteria) {
    const read = Object.entries(values).map(
      ([path, value]) => `${path} = ${typeof value === 'number' ? Number(value.toFixed(4)) : value}`,
    );
    lines.push(
      `${MARK[verdict]} ${verdict.padEnd(12)} ${name}: ${expression}   [${read.join(', ') || reason}]`,
    );
  }
  lines.push(
    '',
    `lineage: run ${lineage.run}, ${lineage.snapshots.length} snapshot, commit ${lineage.code.commit?.slice(0, 12) ?? 'none'}${lineage.code.dirty ? ' (with local changes)' : ''}, seed ${lineage.seed}`,
  );
  return lines.join('\n');
};
