/**
 * AUC with DeLong's variance per arm, in SQL over `scored(arm, score, label)` with labels 0 and 1 (methods.md 3.2,
 * DeLong 1988 in the rank form of Sun & Xu 2014). Ranks are midranks. No row for an arm with one class only; `variance`
 * is null when a class has one row.
 */
export const AUC_SQL = `
  with ranked as (
    select arm, label,
      rank() over (partition by arm order by score) + (count(*) over (partition by arm, score) - 1) / 2.0::double as among_all,
      rank() over (partition by arm, label order by score) + (count(*) over (partition by arm, label, score) - 1) / 2.0::double as among_own
    from scored),
  sizes as (select arm, (count(*) filter (label = 1))::double as m, (count(*) filter (label = 0))::double as n from scored group by arm),
  placed as (
    select arm, label, m, n,
      case when label = 1 then (among_all - among_own) / n else 1 - (among_all - among_own) / m end as placement
    from ranked join sizes using (arm) where m > 0 and n > 0)
  select arm,
    avg(placement) filter (label = 1) as value,
    var_samp(placement) filter (label = 1) / any_value(m) + var_samp(placement) filter (label = 0) / any_value(n) as variance
  from placed group by arm`;
