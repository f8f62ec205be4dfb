import type { ReactNode } from 'react';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './data-table.module.css';
import { type SortDirection, SortHeader } from './sort-header.tsx';

interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Present: people may sort by it. */
  readonly sort?: { readonly direction: SortDirection; readonly onSort: () => void };
}

interface DataTableProps {
  /** Says what the table holds to those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly children: ReactNode;
}

/** A table that scrolls by itself where it is wider than the page. */
export const DataTable = ({ caption, columns, children }: DataTableProps) => {
  const { t } = useLanguage();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('table.label', { caption })}>
      <table className={styles.table}>
        <caption className="hidden-text">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, numeric, sort }) => (
              <th
                key={title}
                scope="col"
                data-numeric={numeric === true}
                {...(sort === undefined ? {} : { 'aria-sort': sort.direction })}
              >
                {sort === undefined ? title : <SortHeader title={title} {...sort} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
};
