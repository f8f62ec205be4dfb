import type { Experiment } from '@slipway/contracts';
import { type SyntheticEvent, useState } from 'react';
import { Moment } from '../components/moment.tsx';
import { StatusMark, type Tone } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { AbFigures } from '../overview/ab-figures.tsx';
import { ShadowFigures } from '../overview/shadow-figures.tsx';
import { ExperimentFacts } from './experiment-facts.tsx';
import styles from './experiments-panel.module.css';

const TONES: Readonly<Record<NonNullable<Experiment['conclusion']>['cause'], Tone>> = {
  person: 'idle',
  guardrail: 'bad',
  burn: 'bad',
  end: 'idle',
};

/** A test that is over: who or what ended it, why, and what came of it; its figures on demand. */
export const EndedExperiment = ({ experiment }: { readonly experiment: Experiment }) => {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const { kind, name, conclusion, stoppedAt, endpoint, id } = experiment;
  const cause = conclusion?.cause ?? 'person';
  return (
    <li className={styles.experiment}>
      <div className={styles.top}>
        <h3 className={styles.name}>{t(`experiment.title.${kind}`, { name })}</h3>
        <StatusMark tone={TONES[cause]} strong>
          {cause === 'person'
            ? t('experiments.stoppedBy', { by: conclusion?.by ?? '–' })
            : t(`experiment.stopped.${cause}`)}
        </StatusMark>
        {stoppedAt === null ? null : (
          <span className={styles.soft}>
            <Moment at={stoppedAt} />
          </span>
        )}
      </div>
      {conclusion === null ? null : (
        <>
          <p>
            {conclusion.promoted !== null
              ? t('experiments.promoted', { variant: conclusion.promoted })
              : t(kind === 'ab' ? 'experiments.kept' : 'experiments.nothingChanged')}
          </p>
          <blockquote className={styles.reason}>{conclusion.reason}</blockquote>
        </>
      )}
      <details
        className={styles.past}
        onToggle={(event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
      >
        <summary>{t('experiments.past', { name })}</summary>
        <ExperimentFacts experiment={experiment} />
        {!open ? null : (
          <div className={styles.figures}>
            {kind === 'ab' ? (
              <AbFigures endpoint={endpoint} experiment={id} metric={experiment.metric} />
            ) : (
              <ShadowFigures endpoint={endpoint} experiment={id} />
            )}
          </div>
        )}
      </details>
    </li>
  );
};
