import type { MetricPoint, Run } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { Duration } from '../components/duration.tsx';
import { Moment } from '../components/moment.tsx';
import heading from '../components/page-heading.module.css';
import { StatusMark } from '../components/status-mark.tsx';
import { formatFigure } from '../format/figures.ts';
import { spanOf } from '../judgement/span-of.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { RUN_MARKS } from '../overview/run-marks.ts';
import styles from './run-heading.module.css';

interface RunHeadingProps {
  readonly run: Run;
  /** The newest while it goes on; null before the first. */
  readonly metric: MetricPoint | null;
}

/** Which run it is, how it stands, who or what started it, and with what. */
export const RunHeading = ({ run, metric }: RunHeadingProps) => {
  const { t } = useLanguage();
  const now = useNow();
  const parameters = Object.entries(run.parameters);
  return (
    <div className={heading.heading}>
      <div className={heading.top}>
        <h1 className={heading.title} tabIndex={-1}>
          {run.job}
        </h1>
        <StatusMark {...RUN_MARKS[run.state]} strong>
          {t(`run.${run.state}`)}
        </StatusMark>
        <span className={heading.facts}>
          <Moment at={run.startedAt ?? run.createdAt} />
          {run.startedAt === null ? null : (
            <>
              {' · '}
              <Duration milliseconds={spanOf(run, now)} />
            </>
          )}
        </span>
      </div>
      <p className={heading.facts}>
        {t('run.facts', { id: run.id, revision: run.jobRevision, seed: run.seed })} ·{' '}
        {t(`trigger.${run.trigger}`, { author: run.author })}
      </p>
      {parameters.length === 0 ? null : (
        <p className={heading.facts}>
          {parameters.map(([name, value]) => (
            <code key={name} className={styles.parameter}>
              {name}={String(value)}
            </code>
          ))}
        </p>
      )}
      {metric === null ? null : (
        <p className={heading.facts}>
          {t('runPage.metric', { step: metric.step })} <code>{metric.key}</code>{' '}
          <strong>{formatFigure(metric.value)}</strong>
        </p>
      )}
    </div>
  );
};
