import type { Run } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { Duration } from '../components/duration.tsx';
import { Moment } from '../components/moment.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { spanOf } from '../judgement/span-of.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { RunDetails } from './run-details.tsx';
import { RUN_MARKS } from './run-marks.ts';
import styles from './run-row.module.css';
import { StepTimeline } from './step-timeline.tsx';

/** One run: job, state, when, how long, its steps, and why it failed; opens to its details. */
export const RunRow = ({ run }: { readonly run: Run }) => {
  const { t } = useLanguage();
  const now = useNow();
  const failed = run.steps.find(({ failure, state }) => failure !== null && state === 'failed');
  return (
    <li className={styles.row}>
      <details>
        <summary className={styles.summary}>
          <span className={styles.top}>
            <span className={styles.job}>{run.job}</span>
            <StatusMark {...RUN_MARKS[run.state]}>{t(`run.${run.state}`)}</StatusMark>
            <span className={styles.when}>
              <Moment at={run.startedAt ?? run.createdAt} />
              {run.startedAt === null ? null : (
                <>
                  {' · '}
                  <Duration milliseconds={spanOf(run, now)} />
                </>
              )}
            </span>
          </span>
          <StepTimeline steps={run.steps} />
          {failed?.failure ? (
            <span className={styles.failure}>
              <strong>{failed.name}</strong>: {failed.failure.reason}
            </span>
          ) : null}
        </summary>
        <RunDetails run={run} />
      </details>
    </li>
  );
};
