import { useQuery } from '@tanstack/react-query';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './experiment-summary.module.css';

/** The last experiment of an endpoint, when nobody stopped it but a guardrail, a burning budget or its end. */
export const StoppedByItself = ({ endpoint }: { readonly endpoint: string }) => {
  const { t } = useLanguage();
  const last = useQuery(useConsoleQueries().experiments(endpoint)).data?.[0];
  if (!last?.conclusion || last.conclusion.cause === 'person') return null;
  const { cause, reason } = last.conclusion;
  return (
    <div className={styles.experiment}>
      <p>
        <strong>{t(`experiment.title.${last.kind}`, { name: last.name })}</strong>{' '}
        <StatusMark tone={cause === 'end' ? 'idle' : 'bad'}>{t(`experiment.stopped.${cause}`)}</StatusMark>{' '}
        <span className={styles.facts}>{reason}</span>
      </p>
    </div>
  );
};
