import type { ReactNode } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  /** Names the panel in the page, for jumps and for assistive technology. */
  readonly id: string;
  readonly title: string;
  readonly count?: number | undefined;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One question of the page with its answer. */
export const Panel = ({ id, title, count, aside, children }: PanelProps) => (
  <section id={id} className={styles.panel} aria-labelledby={`${id}-title`}>
    <header className={styles.header}>
      <h2 id={`${id}-title`} className={styles.title} tabIndex={-1}>
        {title}
        {count === undefined ? null : <span className={styles.count}>{count}</span>}
      </h2>
      {aside}
    </header>
    {children}
  </section>
);

/** Brings a panel into view and moves the focus there. */
export const goToPanel = (id: string): void => {
  const title = document.getElementById(`${id}-title`);
  title?.focus({ preventScroll: true });
  document.getElementById(id)?.scrollIntoView({ block: 'start' });
};
