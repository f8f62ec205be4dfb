import type { Run, RunStep } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Duration } from '../components/duration.tsx';
import type { IconName } from '../components/icon.tsx';
import { StatusMark, type Tone } from '../components/status-mark.tsx';
import { formatCount } from '../format/figures.ts';
import { spanOf } from '../judgement/span-of.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { reviewHref } from '../routing/hash-route.ts';
import styles from './run-details.module.css';

const STATES: Readonly<Record<RunStep['state'], { readonly tone: Tone; readonly icon?: IconName }>> = {
  waiting: { tone: 'idle' },
  queued: { tone: 'idle', icon: 'clock' },
  running: { tone: 'busy' },
  succeeded: { tone: 'ok' },
  failed: { tone: 'bad' },
  cancelled: { tone: 'idle' },
  skipped: { tone: 'idle' },
};

/** The steps of a run with what they left behind, the last words of one that failed, and what to type next. */
export const RunDetails = ({ run }: { readonly run: Run }) => {
  const { t } = useLanguage();
  const now = useNow();
  return (
    <div className={styles.details}>
      <p className={styles.facts}>
        {t('run.facts', { id: run.id, revision: run.jobRevision, seed: run.seed })} ·{' '}
        {t(`trigger.${run.trigger}`, { author: run.author })}
      </p>
      <ol className={styles.steps}>
        {run.steps.map((step) => (
          <li key={step.name} className={styles.step}>
            <span className={styles.name}>{step.name}</span>
            <StatusMark {...STATES[step.state]}>{t(`step.${step.state}`)}</StatusMark>
            <span className={styles.span}>
              <Duration milliseconds={spanOf(step, now)} />
            </span>
            <span className={styles.output}>
              <Outcome step={step} />
            </span>
          </li>
        ))}
      </ol>
      {run.steps.map(({ name, failure }) =>
        failure === null || failure.lastLines.length === 0 ? null : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          <pre key={name} className={styles.log} tabIndex={0}>
            {failure.lastLines.join('\n')}
          </pre>
        ),
      )}
      <div className={styles.commands}>
        <CommandLine command={`npx slipway run logs ${run.id}`} />
        {run.state === 'failed' ? <CommandLine command={`npx slipway run retry ${run.id}`} /> : null}
      </div>
    </div>
  );
};

const Outcome = ({ step }: { readonly step: RunStep }) => {
  const { t } = useLanguage();
  const { output, attempt } = step;
  if (output?.snapshot) return <>{t('step.rows', { rows: formatCount(output.snapshot.rows) })}</>;
  if (output?.model)
    return <>{t('review.title', { model: output.model.name, version: output.model.version })}</>;
  if (output?.review) return <a href={reviewHref(output.review)}>{t('step.review')}</a>;
  if (output?.artifacts) return <>{output.artifacts.map(({ name }) => name).join(', ')}</>;
  return <>{attempt > 1 ? t('step.attempt', { attempt }) : ''}</>;
};
