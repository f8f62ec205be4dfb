import type { ReactNode } from 'react';
import styles from './data-table.module.css';

interface DataTableProps {
  /** Says what the table holds to those who do not see it. */
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly numeric?: boolean }[];
  readonly children: ReactNode;
}

/** A table that scrolls by itself where it is wider than the page. */
export const DataTable = ({ caption, columns, children }: DataTableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
  <section className={styles.scroll} tabIndex={0} aria-label={caption}>
    <table className={styles.table}>
      <caption className="hidden-text">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, numeric }) => (
            <th key={title} scope="col" data-numeric={numeric === true}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
);
