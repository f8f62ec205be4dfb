import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './status-mark.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'busy' | 'idle';

const ICONS: Readonly<Record<Tone, IconName>> = {
  ok: 'check',
  warn: 'alert',
  bad: 'cross',
  busy: 'play',
  idle: 'dash',
};

interface StatusMarkProps {
  readonly tone: Tone;
  /** Where the usual shape of the tone would mislead. */
  readonly icon?: IconName;
  /** On a coloured ground, for what should catch the eye. */
  readonly strong?: boolean;
  readonly children: ReactNode;
}

/** A state as shape, colour and word, so that none of the three is needed to read it. */
export const StatusMark = ({ tone, icon = ICONS[tone], strong = false, children }: StatusMarkProps) => (
  <span className={styles.mark} data-tone={tone} data-strong={strong}>
    <Icon name={icon} size={14} />
    <span>{children}</span>
  </span>
);
