import type { ReactNode } from 'react';
import { CommandLine } from './command-line.tsx';
import styles from './empty-state.module.css';

/** Nothing is here: why, and what to do next. */
export const EmptyState = ({
  children,
  command,
}: {
  readonly children: ReactNode;
  readonly command?: string;
}) => (
  <div className={styles.empty}>
    <p>{children}</p>
    {command === undefined ? null : <CommandLine command={command} />}
  </div>
);
