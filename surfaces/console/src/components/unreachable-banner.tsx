import { useQuery } from '@tanstack/react-query';
import { isSilence } from '../judgement/is-silence.ts';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import { CommandLine } from './command-line.tsx';
import { Icon } from './icon.tsx';
import { Moment } from './moment.tsx';
import styles from './unreachable-banner.module.css';

/** Says that control does not answer, since when, and what that does and does not stop. */
export const UnreachableBanner = () => {
  const { t } = useLanguage();
  const { error, dataUpdatedAt } = useQuery(useConsoleQueries().planes);
  if (error === null) return null;
  const silent = isSilence(error);
  return (
    <div className={styles.banner} role="alert">
      <Icon name="alert" size={20} />
      <div className={styles.words}>
        <p>
          <strong>{t(silent ? 'unreachable.title' : 'unreachable.failing')}</strong>{' '}
          {silent ? '' : error.message}
        </p>
        <p>
          {t('unreachable.serving')}{' '}
          {dataUpdatedAt === 0 ? null : (
            <>
              {t('unreachable.lastSeen')} <Moment at={new Date(dataUpdatedAt).toISOString()} />.
            </>
          )}
        </p>
      </div>
      <CommandLine command="npx slipway status" />
    </div>
  );
};
