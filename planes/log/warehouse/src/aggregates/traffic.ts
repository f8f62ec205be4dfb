/** Rows of the traffic that the logged rows stand for, to the nearest whole one: each counts by its weight. */
export const trafficSql = (condition?: string): string =>
  `coalesce(round(sum(weight)${condition === undefined ? '' : ` filter (${condition})`}), 0)::bigint`;
