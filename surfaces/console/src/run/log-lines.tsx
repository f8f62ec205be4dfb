import type { LogLine } from '@slipway/contracts';
import { memo, useEffect, useRef } from 'react';
import { clockTime } from '../format/moments.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './log-lines.module.css';

interface LogLinesProps {
  readonly lines: readonly LogLine[];
  /** Keeps the newest line in view while the reader is at the end. */
  readonly follows: boolean;
}

/** As near to the end as this counts as reading the end. */
const NEAR_PX = 40;

/** Lines of a log: which step said what, and when. */
export const LogLines = ({ lines, follows }: LogLinesProps) => {
  const { t } = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const newest = lines.at(-1)?.sequence;
  useEffect(() => {
    if (newest !== undefined && follows && atEnd.current && box.current)
      box.current.scrollTop = box.current.scrollHeight;
  }, [newest, follows]);
  return (
    <div
      ref={box}
      className={styles.lines}
      role="log"
      aria-live="off"
      aria-label={t('runPage.log')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {lines.map((line) => (
        <Line key={line.sequence} line={line} />
      ))}
    </div>
  );
};

const Line = memo(({ line: { step, at, stream, text } }: { readonly line: LogLine }) => (
  <div className={styles.line} data-stream={stream}>
    <time className={styles.time} dateTime={at}>
      {clockTime(at)}
    </time>
    <span className={styles.step}>{step}</span>
    <code className={styles.text}>{text === '' ? ' ' : text}</code>
  </div>
));
