import type { Experiment } from '@slipway/contracts';
import type { ReactNode } from 'react';
import { metricName } from '../components/metric-name.ts';
import { formatCount, formatShare } from '../format/figures.ts';
import { absoluteTime } from '../format/moments.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { guardrailName } from '../overview/guardrail-name.ts';
import styles from './experiments-panel.module.css';

/** What an experiment promised when it was started. */
export const ExperimentFacts = ({ experiment }: { readonly experiment: Experiment }) => {
  const { t, language } = useLanguage();
  const { kind, variants, coverage, guardrails, autoStop, metric, margin, minimumDays, endsAt } = experiment;
  const watched = guardrails.map(
    ({ metric: guarded, overMs = null, margin: accepted }) =>
      `${guardrailName({ metric: guarded, overMs }, t)} ≤ ${formatShare(accepted)}`,
  );
  return (
    <dl className={styles.facts}>
      <Fact name={t(kind === 'ab' ? 'experiments.arms' : 'experiments.shadows')}>
        {variants.map(({ variant, weight }) => `${variant} ${formatShare(weight)}`).join(' · ')}
      </Fact>
      <Fact name={t('experiments.coverage')}>{formatShare(coverage)}</Fact>
      {kind === 'shadow' ? null : (
        <Fact name={t('experiments.metric')}>
          {t('experiments.metricMargin', { metric: metricName(metric, t), margin })}
        </Fact>
      )}
      <Fact name={t(autoStop ? 'experiments.stopsOn' : 'experiments.watches')}>
        {watched.length === 0 ? t('experiment.unguarded') : watched.join(' · ')}
      </Fact>
      {minimumDays === 0 ? null : <Fact name={t('experiments.minimumDays')}>{formatCount(minimumDays)}</Fact>}
      <Fact name={t('experiments.end')}>
        {endsAt === undefined ? t('experiments.noEnd') : absoluteTime(endsAt, language)}
      </Fact>
    </dl>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
