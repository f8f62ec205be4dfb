import type { ComparisonVerdict, Evaluation } from '@slipway/contracts';
import { metricName } from '../components/metric-name.ts';
import { ConclusionMark } from '../components/verdict-mark.tsx';
import { digitsFor, formatDifference, formatFigure } from '../format/figures.ts';
import { improvementOf } from '../judgement/improvement.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './sign-summary.module.css';

interface VerdictReasonsProps {
  readonly evaluation: Evaluation;
  readonly verdict: ComparisonVerdict;
}

/** Each reason for what the comparison comes to, with the figures that it rests on. */
export const VerdictReasons = ({
  evaluation,
  verdict: { primary, margin, reasons },
}: VerdictReasonsProps) => {
  const { t } = useLanguage();
  const text = (of: ComparisonVerdict['reasons'][number]['of']): string => {
    const metrics = evaluation.comparison?.metrics ?? {};
    if (of === 'slices') {
      const tested = evaluation.slices.filter(({ harm }) => harm !== null);
      const harmed = tested.filter(({ harm }) => harm?.significant === true).length;
      return t('verdict.slices', { harmed, tested: tested.length });
    }
    if (of === 'calibration') {
      const { candidate, champion } = metrics.calibrationError ?? {};
      return t('verdict.calibration', {
        candidate: formatFigure(candidate?.value ?? null),
        champion: formatFigure(champion?.value ?? null),
      });
    }
    const metric = metricName(primary, t);
    const improvement = improvementOf(primary, metrics[primary]);
    if (improvement === null) return t('verdict.primaryUnknown', { metric });
    const digits = digitsFor(metrics[primary]?.candidate.value ?? 0);
    return t('verdict.primary', {
      metric,
      lower: formatDifference(improvement.lower, digits),
      upper: formatDifference(improvement.upper, digits),
      margin,
    });
  };
  return (
    <>
      {reasons.map(({ of, verdict }) => (
        <span key={of} className={styles.reason}>
          <ConclusionMark verdict={verdict} /> {text(of)}
        </span>
      ))}
    </>
  );
};
