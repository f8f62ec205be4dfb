import { useLanguage } from '../language/language-provider.tsx';
import styles from './sort-header.module.css';

export type SortDirection = 'ascending' | 'descending' | 'none';

interface SortHeaderProps {
  readonly title: string;
  readonly direction: SortDirection;
  readonly onSort: () => void;
}

/** The title of a column by which a table can be sorted. */
export const SortHeader = ({ title, direction, onSort }: SortHeaderProps) => {
  const { t } = useLanguage();
  return (
    <button type="button" className={styles.button} title={t('slices.sortBy', { title })} onClick={onSort}>
      {title}
      <span aria-hidden="true" className={styles.arrow}>
        {direction === 'none' ? '' : direction === 'ascending' ? '↑' : '↓'}
      </span>
    </button>
  );
};
