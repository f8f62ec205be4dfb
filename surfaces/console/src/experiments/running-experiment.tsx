import { Button } from '@mantine/core';
import type { Experiment } from '@slipway/contracts';
import { useState } from 'react';
import { Moment } from '../components/moment.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { useIsOperator } from '../endpoint/operator-only.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { AbFigures } from '../overview/ab-figures.tsx';
import { ShadowFigures } from '../overview/shadow-figures.tsx';
import { ExperimentFacts } from './experiment-facts.tsx';
import styles from './experiments-panel.module.css';
import { PlannedProgress } from './planned-progress.tsx';
import { StopForm } from './stop-form.tsx';

/** A test under way: what it promised, what it shows so far, and how to end it. */
export const RunningExperiment = ({ experiment }: { readonly experiment: Experiment }) => {
  const { t } = useLanguage();
  const isOperator = useIsOperator();
  const [stopping, setStopping] = useState(false);
  const { kind, name, startedAt, endpoint, id } = experiment;
  return (
    <li className={styles.experiment}>
      <div className={styles.top}>
        <h3 className={styles.name}>{t(`experiment.title.${kind}`, { name })}</h3>
        <StatusMark tone="busy" strong>
          {t('experiments.running')}
        </StatusMark>
        <span className={styles.soft}>
          <Moment at={startedAt} />
        </span>
      </div>
      <ExperimentFacts experiment={experiment} />
      {kind === 'ab' ? <PlannedProgress experiment={experiment} /> : null}
      <div className={styles.figures}>
        {kind === 'ab' ? (
          <AbFigures endpoint={endpoint} experiment={id} metric={experiment.metric} />
        ) : (
          <ShadowFigures endpoint={endpoint} experiment={id} />
        )}
      </div>
      {!isOperator ? null : stopping ? (
        <StopForm experiment={experiment} onCancel={() => setStopping(false)} />
      ) : (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={`${t(kind === 'ab' ? 'stop.open' : 'stop.openShadow')} ${name}`}
            onClick={() => setStopping(true)}
          >
            {t(kind === 'ab' ? 'stop.open' : 'stop.openShadow')}
          </Button>
        </div>
      )}
    </li>
  );
};
