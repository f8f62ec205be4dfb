import { useQuery } from '@tanstack/react-query';
import { CommandLine } from '../components/command-line.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { useConsoleQueries } from '../queries/use-console-queries.ts';
import styles from './operator-only.module.css';

/** Whether this person may change endpoints; the server has the last word. */
export const useIsOperator = (): boolean => useQuery(useConsoleQueries().identity).data?.role === 'operator';

/** Why this person reads and changes nothing; nothing for an operator. */
export const OperatorOnly = () => {
  const { t } = useLanguage();
  const identity = useQuery(useConsoleQueries().identity).data;
  if (identity === undefined || identity.role === 'operator') return null;
  return (
    <div className={styles.note}>
      <p>{t('operator.only', { role: t(`role.${identity.role}`) })}</p>
      <CommandLine command="npx slipway console --role operator" />
    </div>
  );
};
