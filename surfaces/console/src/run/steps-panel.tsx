import type { Run, RunStep } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { Duration, durationText } from '../components/duration.tsx';
import { Panel } from '../components/panel.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { formatSize } from '../format/sizes.ts';
import { spanOf } from '../judgement/span-of.ts';
import { type StepSpan, stepSpans } from '../judgement/step-spans.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { STEP_MARKS, StepOutcome } from '../overview/step-outcome.tsx';
import styles from './steps-panel.module.css';

/** What ran when, beside what; what it used, and what it left behind. */
export const StepsPanel = ({ run }: { readonly run: Run }) => {
  const { t } = useLanguage();
  const now = useNow();
  const spans = stepSpans(run.steps, now);
  return (
    <Panel id="steps" title={t('runPage.steps')} count={run.steps.length}>
      <ol className={styles.steps}>
        {run.steps.map((step, index) => (
          <StepRow key={step.name} step={step} span={spans[index] ?? null} now={now} />
        ))}
      </ol>
    </Panel>
  );
};

interface StepRowProps {
  readonly step: RunStep;
  readonly span: StepSpan | null;
  readonly now: number;
}

const StepRow = ({ step, span, now }: StepRowProps) => {
  const { t } = useLanguage();
  const took = spanOf(step, now);
  return (
    <li className={styles.step}>
      <span className={styles.name}>{step.name}</span>
      <StatusMark {...STEP_MARKS[step.state]}>{t(`step.${step.state}`)}</StatusMark>
      <span className={styles.track} aria-hidden="true">
        {span === null ? null : (
          <span
            className={styles.bar}
            data-state={step.state}
            title={took === null ? '' : durationText(took, t)}
            style={{ insetInlineStart: `${span.left}%`, width: `${span.width}%` }}
          />
        )}
      </span>
      <span className={styles.figure}>
        <Duration milliseconds={took} />
      </span>
      <span className={styles.usage}>
        <Usage step={step} />
      </span>
      <span className={styles.output}>
        <StepOutcome step={step} />
      </span>
    </li>
  );
};

const Usage = ({ step: { usage } }: { readonly step: RunStep }) => {
  const { t } = useLanguage();
  if (usage === undefined) return null;
  const cpu = t('runPage.cpu', { seconds: usage.cpuSeconds.toFixed(1) });
  return (
    <>
      {usage.peakMemoryBytes === null
        ? cpu
        : `${cpu} · ${t('runPage.memory', { size: formatSize(usage.peakMemoryBytes) })}`}
    </>
  );
};
