import type { Alert } from '@slipway/contracts';
import { useQuery } from '@tanstack/react-query';
import { Answer } from '../components/answer.tsx';
import { CommandLine } from '../components/command-line.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Moment } from '../components/moment.tsx';
import { Panel } from '../components/panel.tsx';
import { StatusMark, type Tone } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './alerts-panel.module.css';

/** Resolved ones fade into the past; these are the ones that a person may still want to know of. */
const RESOLVED_SHOWN = 3;
const ORDER = ['firing', 'acknowledged', 'resolved'] as const satisfies readonly Alert['state'][];

/** What the monitors found: firing alerts first, then those that someone looks after, then the latest that are over. */
export const AlertsPanel = () => {
  const { t } = useLanguage();
  const queries = useConsoleQueries();
  const alerts = useQuery(queries.alerts);
  const monitors = useQuery(queries.monitors).data;
  return (
    <Panel
      id="alerts"
      title={t('alerts.title')}
      count={alerts.data?.filter(({ state }) => state !== 'resolved').length}
    >
      <Answer query={alerts}>
        {(list) =>
          list.length > 0 ? (
            <ul>
              {ORDER.flatMap((wanted) =>
                list
                  .filter(({ state }) => state === wanted)
                  .slice(0, wanted === 'resolved' ? RESOLVED_SHOWN : list.length),
              ).map((alert) => (
                <AlertRow key={alert.id} alert={alert} />
              ))}
            </ul>
          ) : monitors?.length === 0 ? (
            <EmptyState command="npx slipway monitor create <endpoint> --kind inputs">
              {t('alerts.noMonitors')}
            </EmptyState>
          ) : (
            <EmptyState>{t('alerts.empty', { monitors: monitors?.length ?? '–' })}</EmptyState>
          )
        }
      </Answer>
    </Panel>
  );
};

const toneOf = ({ state, severity }: Alert): Tone =>
  state === 'resolved' ? 'idle' : severity === 'critical' ? 'bad' : 'warn';

const AlertRow = ({ alert }: { readonly alert: Alert }) => {
  const { t } = useLanguage();
  const { id, state, severity, endpoint, kind, summary, playbook, openedAt, acknowledgedBy } = alert;
  return (
    <li className={styles.row} data-state={state}>
      <p className={styles.top}>
        <StatusMark
          tone={toneOf(alert)}
          icon={state === 'resolved' ? 'check' : 'alert'}
          strong={state === 'firing'}
        >
          {t(`alert.${state}`)}
        </StatusMark>
        <span className={styles.subject}>
          {endpoint} · {t(`monitor.${kind}`)}
        </span>
        <span className={styles.when}>
          {state === 'resolved' ? '' : `${t(`severity.${severity}`)} · `}
          <Moment at={openedAt} />
        </span>
      </p>
      <p className={styles.summary}>{summary}</p>
      {state === 'resolved' || playbook === '' ? null : (
        <p className={styles.playbook}>{t('alert.playbook', { playbook })}</p>
      )}
      {acknowledgedBy === null ? null : (
        <p className={styles.playbook}>{t('alert.by', { by: acknowledgedBy })}</p>
      )}
      {state === 'firing' ? <CommandLine command={`npx slipway monitor acknowledge ${id}`} /> : null}
    </li>
  );
};
