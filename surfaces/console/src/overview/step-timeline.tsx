import type { RunStep } from '@slipway/contracts';
import { useNow } from '../components/clock.tsx';
import { durationText } from '../components/duration.tsx';
import { spanOf } from '../judgement/span-of.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './step-timeline.module.css';

/** The steps in order, each as wide as it took long, within what can be seen and does not push the others out. */
export const StepTimeline = ({ steps }: { readonly steps: readonly RunStep[] }) => {
  const { t } = useLanguage();
  const now = useNow();
  const described = steps.map((step) => {
    const span = spanOf(step, now);
    const took = span === null ? '' : `, ${durationText(span, t)}`;
    return { step, span, text: `${step.name}: ${t(`step.${step.state}`)}${took}` };
  });
  return (
    <span className={styles.timeline} role="img" aria-label={described.map(({ text }) => text).join('; ')}>
      {described.map(({ step, span, text }) => (
        <span
          key={step.name}
          className={styles.step}
          data-state={step.state}
          title={text}
          style={{ flexGrow: Math.sqrt(Math.max(1, (span ?? 0) / 1000)) }}
        />
      ))}
    </span>
  );
};
