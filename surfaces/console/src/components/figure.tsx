import type { Estimate } from '@slipway/contracts';
import { formatDifference, formatFigure, formatInterval } from '../format/figures.ts';
import styles from './figure.module.css';

interface FigureProps {
  readonly estimate: Estimate;
  /** Shown with its sign. */
  readonly signed?: boolean;
  readonly digits?: number;
}

/** A figure with its interval; why it is not defined, where it is not. */
export const Figure = ({ estimate, signed = false, digits }: FigureProps) => {
  const format = signed ? formatDifference : formatFigure;
  const interval = formatInterval(estimate, format, digits);
  return (
    <span className={styles.figure} title={estimate.method}>
      <span className={styles.value}>{format(estimate.value, digits)}</span>
      {interval === '' ? null : <span className={styles.interval}> {interval}</span>}
    </span>
  );
};
