import type { Experiment } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { formatCount } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './experiments-panel.module.css';

/** How far the smallest arm of an A/B test is on the way to the planned size. */
export const PlannedProgress = ({ experiment }: { readonly experiment: Experiment }) => {
  const { t } = useLanguage();
  const { endpoint, id, plannedUnits } = experiment;
  const analysis = useQuery(useConsoleQueries().analysis(endpoint, id)).data;
  if (plannedUnits === null) return <p className={styles.soft}>{t('experiments.notPlanned')}</p>;
  const units = analysis === undefined ? null : Math.min(...analysis.arms.map((arm) => arm.units));
  const text = t('experiments.planned', {
    units: units === null ? '–' : formatCount(units),
    planned: formatCount(plannedUnits),
  });
  return (
    <div className={styles.soft}>
      {text}
      {units === null ? null : (
        <progress
          className={styles.progress}
          aria-label={text}
          max={plannedUnits}
          value={Math.min(units, plannedUnits)}
        />
      )}
    </div>
  );
};
