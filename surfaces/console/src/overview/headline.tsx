import { useQuery } from '@tanstack/react-query';
import { goToPanel } from '../components/panel.tsx';
import type { Tone } from '../components/status-mark.tsx';
import { endpointLiveness } from '../judgement/endpoint-liveness.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './headline.module.css';

interface FactProps {
  readonly panel: string;
  readonly label: string;
  readonly figure: string | undefined;
  readonly tone: Tone;
}

const Fact = ({ panel, label, figure, tone }: FactProps) => (
  <li>
    <button type="button" className={styles.fact} data-tone={tone} onClick={() => goToPanel(panel)}>
      <span className={styles.figure}>{figure ?? '–'}</span>
      <span className={styles.label}>{label}</span>
    </button>
  </li>
);

/** What waits, what is live, what runs and what is wrong: four figures, each a way to its panel. */
export const Headline = () => {
  const { t } = useLanguage();
  const queries = useConsoleQueries();
  const reviews = useQuery(queries.openReviews).data?.items.length;
  const endpoints = useQuery(queries.endpoints).data;
  const deployments = useQuery(queries.deployments).data;
  const going = useQuery(queries.runs).data?.items.filter(
    ({ state }) => state === 'running' || state === 'queued',
  ).length;
  const alerts = useQuery(queries.alerts).data?.filter(({ state }) => state !== 'resolved');
  const critical = alerts?.some(({ severity }) => severity === 'critical');
  const live =
    endpoints && deployments
      ? endpoints.filter((endpoint) => endpointLiveness(endpoint, deployments) === 'live').length
      : undefined;
  const liveTone =
    live === undefined || endpoints?.length === 0 ? 'idle' : live === endpoints?.length ? 'ok' : 'warn';
  return (
    <ul className={styles.facts}>
      <Fact
        panel="reviews"
        label={t('headline.waiting')}
        figure={reviews?.toString()}
        tone={reviews ? 'busy' : 'idle'}
      />
      <Fact
        panel="endpoints"
        label={t('headline.live')}
        figure={
          live === undefined || !endpoints?.length
            ? live?.toString()
            : t('headline.liveOf', { live, all: endpoints.length })
        }
        tone={liveTone}
      />
      <Fact
        panel="runs"
        label={t('headline.running')}
        figure={going?.toString()}
        tone={going ? 'busy' : 'idle'}
      />
      <Fact
        panel="alerts"
        label={t('headline.alerts')}
        figure={alerts?.length.toString()}
        tone={critical ? 'bad' : alerts?.length ? 'warn' : 'idle'}
      />
    </ul>
  );
};
