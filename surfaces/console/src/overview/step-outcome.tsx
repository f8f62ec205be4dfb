import type { RunStep } from '@slipway/contracts';
import type { IconName } from '../components/icon.tsx';
import type { Tone } from '../components/status-mark.tsx';
import { formatCount } from '../format/figures.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { reviewHref, runHref } from '../routing/hash-route.ts';

/** How the states of a step look. */
export const STEP_MARKS: Readonly<
  Record<RunStep['state'], { readonly tone: Tone; readonly icon?: IconName }>
> = {
  waiting: { tone: 'idle' },
  queued: { tone: 'idle', icon: 'clock' },
  running: { tone: 'busy' },
  succeeded: { tone: 'ok' },
  failed: { tone: 'bad' },
  cancelled: { tone: 'idle' },
  skipped: { tone: 'idle' },
};

/** What a step left behind, and where that comes from when it did not run itself. */
export const StepOutcome = ({ step }: { readonly step: RunStep }) => {
  const { t } = useLanguage();
  return (
    <>
      <Left step={step} />
      {step.reusedFrom ? (
        <>
          {' '}
          <a href={runHref(step.reusedFrom.run)}>{t('step.reused')}</a>
        </>
      ) : null}
    </>
  );
};

const Left = ({ step: { output, attempt } }: { readonly step: RunStep }) => {
  const { t } = useLanguage();
  if (output?.snapshot) return <>{t('step.rows', { rows: formatCount(output.snapshot.rows) })}</>;
  if (output?.model)
    return <>{t('review.title', { model: output.model.name, version: output.model.version })}</>;
  if (output?.review) return <a href={reviewHref(output.review)}>{t('step.review')}</a>;
  if (output?.artifacts) return <>{output.artifacts.map(({ name }) => name).join(', ')}</>;
  return <>{attempt > 1 ? t('step.attempt', { attempt }) : ''}</>;
};
