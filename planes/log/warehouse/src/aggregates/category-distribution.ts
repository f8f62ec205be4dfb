import type { Distribution } from '@slipway/contracts';
import type { Session } from '../duckdb/session.ts';

/** Categories of the reference with a bin of their own (methods.md 4.5); the rest shares `(other)`. */
const TOP_CATEGORIES = 100;
const OTHER = '(other)';

interface Slot {
  /** Rank in the reference from 1; one above the top for all others. */
  readonly slot: number;
  readonly label: string;
  readonly reference: number;
  readonly current: number;
  /** Rows of `current` whose category the reference never had. */
  readonly unseen: number;
}

/** Compares a category column of the tables `reference` and `current`, where it is text. */
export const categoryDistribution = async (
  session: Session,
  name: string,
  column: string,
): Promise<Distribution> => {
  const slots = await session.rows<Slot>(
    `with r as (select ${column} as v, count(*) as n from reference where ${column} is not null group by v),
      c as (select ${column} as v, count(*) as n from "current" where ${column} is not null group by v),
      ranked as (select v, n, row_number() over (order by n desc, v) as k from r)
    select least(coalesce(k, ${TOP_CATEGORIES + 1}), ${TOP_CATEGORIES + 1}) as slot, min(v) as label,
      coalesce(sum(ranked.n), 0)::bigint as reference, coalesce(sum(c.n), 0)::bigint as "current",
      coalesce(sum(c.n) filter (where k is null), 0)::bigint as unseen
    from ranked full join c using (v) group by slot order by slot`,
  );
  const rows = await session.row<{
    reference: number;
    referencePresent: number;
    current: number;
    currentPresent: number;
  }>(
    `select (select count(*) from reference) as reference, (select count(${column}) from reference) as "referencePresent",
      (select count(*) from "current") as "current", (select count(${column}) from "current") as "currentPresent"`,
  );
  const top = slots.filter(({ slot }) => slot <= TOP_CATEGORIES);
  const other = slots.find(({ slot }) => slot > TOP_CATEGORIES);
  return {
    name,
    kind: 'category',
    edges: [],
    bins: [...top.map(({ label }) => label), OTHER],
    reference: [...top.map(({ reference }) => reference), other?.reference ?? 0],
    current: [...top.map(({ current }) => current), other?.current ?? 0],
    referenceRows: rows.reference,
    currentRows: rows.current,
    referenceNulls: rows.reference - rows.referencePresent,
    currentNulls: rows.current - rows.currentPresent,
    unseen: other?.unseen ?? 0,
    ks: null,
    wasserstein: null,
  };
};
