import type { Run } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { Duration } from '../components/duration.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { spanOf } from '../judgement/span-of.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { runHref } from '../routing/hash-route.ts';
import styles from './run-details.module.css';
import { STEP_MARKS, StepOutcome } from './step-outcome.tsx';

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
            <StatusMark {...STEP_MARKS[step.state]}>{t(`step.${step.state}`)}</StatusMark>
            <span className={styles.span}>
              <Duration milliseconds={spanOf(step, now)} />
            </span>
            <span className={styles.output}>
              <StepOutcome step={step} />
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
      <p>
        <a href={runHref(run.id)}>{t('runPage.open')}</a>
      </p>
      <div className={styles.commands}>
        <CommandLine command={`npx slipway run logs ${run.id}`} />
        {run.state === 'failed' ? <CommandLine command={`npx slipway run retry ${run.id}`} /> : null}
      </div>
    </div>
  );
};
