import type { ClusterSums } from '@slipway/contracts';

/**
 * The columns of `<name>_units, _m, _d, _mm, _dd, _md` over rows of one unit each.
 * @param metric expression of a unit's sum of the metric
 * @param size expression of how much the unit has of what the metric is a share of
 */
export const clusterSumsSql = (name: string, metric: string, size: string): string =>
  [
    `count(*)::bigint as ${name}_units`,
    ...Object.entries({
      m: metric,
      d: size,
      mm: `${metric} * ${metric}`,
      dd: `${size} * ${size}`,
      md: `${metric} * ${size}`,
    }).map(([sum, value]) => `coalesce(sum((${value})::double), 0) as ${name}_${sum}`),
  ].join(', ');

/** Reads what `clusterSumsSql` selected. */
export const readClusterSums = (row: Readonly<Record<string, unknown>>, name: string): ClusterSums => {
  const of = (sum: string) => Number(row[`${name}_${sum}`] ?? 0);
  return { units: of('units'), m: of('m'), d: of('d'), mm: of('mm'), dd: of('dd'), md: of('md') };
};
