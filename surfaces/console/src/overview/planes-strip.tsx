import { useQuery } from '@tanstack/react-query';
import { StatusMark } from '../components/status-mark.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './planes-strip.module.css';

/** Each process that answers HTTP: ready, or why not. */
export const PlanesStrip = () => {
  const { t } = useLanguage();
  const { data, isError } = useQuery(useConsoleQueries().planes);
  if (data === undefined) return <div className={styles.strip} />;
  return (
    <ul className={styles.strip} aria-label={t('planes.title')}>
      {data.map(({ name, address, ready, reason }) => (
        <li key={name} className={styles.plane} title={address}>
          <span className={styles.name}>{name}</span>
          {isError ? (
            <StatusMark tone="idle" icon="ask">
              {t('planes.unknown')}
            </StatusMark>
          ) : (
            <StatusMark tone={ready ? 'ok' : 'bad'}>
              {t(ready ? 'planes.ready' : 'planes.notReady')}
            </StatusMark>
          )}
          {ready || reason === '' || isError ? null : <span className={styles.reason}>{reason}</span>}
        </li>
      ))}
    </ul>
  );
};
