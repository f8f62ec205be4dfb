import type { Evaluation } from '@slipway/contracts';
import { linePoints, type Placing, PlotFrame } from '../components/plot-frame.tsx';
import { formatShare } from '../format/figures.ts';
import { type DrawnCurve, precisionRecallCurve, rocCurve } from '../judgement/curve-points.ts';
import { useLanguage } from '../language/language-provider.tsx';
import styles from './figure-grid.module.css';

const UNIT = [0, 1] as const;
const percent = (value: number): string => String(Math.round(value * 100));

interface DecisionCurvesProps {
  readonly curves: NonNullable<Evaluation['curves']>;
  readonly threshold: number;
}

/** How well the scores separate the classes, whatever the threshold; the declared one has its point. */
export const DecisionCurves = ({ curves, threshold }: DecisionCurvesProps) => {
  const { t } = useLanguage();
  const { candidate, champion } = curves;
  const roc = rocCurve(candidate, threshold);
  const pr = precisionRecallCurve(candidate, threshold);
  const shown = (part: number | undefined): string => (part === undefined ? '–' : formatShare(part));
  return (
    <>
      <div className={styles.grid}>
        <div>
          <h3 className={styles.title}>{t('curves.roc')}</h3>
          <PlotFrame
            label={t('curves.rocChart', {
              threshold,
              recall: shown(roc.chosen?.[1]),
              falsePositives: shown(roc.chosen?.[0]),
            })}
            x={{ title: t('curves.falsePositiveRate'), domain: UNIT, format: percent }}
            y={{ title: t('curves.truePositiveRate'), domain: UNIT, format: percent }}
          >
            {(place) => (
              <>
                <line data-line="ideal" x1={place.x(0)} y1={place.y(0)} x2={place.x(1)} y2={place.y(1)} />
                {champion === null ? null : (
                  <Curve of="champion" curve={rocCurve(champion, threshold)} place={place} />
                )}
                <Curve of="candidate" curve={roc} place={place} />
              </>
            )}
          </PlotFrame>
        </div>
        <div>
          <h3 className={styles.title}>{t('curves.pr')}</h3>
          <PlotFrame
            label={t('curves.prChart', {
              threshold,
              precision: shown(pr.chosen?.[1]),
              recall: shown(pr.chosen?.[0]),
            })}
            x={{ title: t('curves.recall'), domain: UNIT, format: percent }}
            y={{ title: t('curves.precision'), domain: UNIT, format: percent }}
          >
            {(place) => (
              <>
                {champion === null ? null : (
                  <Curve of="champion" curve={precisionRecallCurve(champion, threshold)} place={place} />
                )}
                <Curve of="candidate" curve={pr} place={place} />
              </>
            )}
          </PlotFrame>
        </div>
      </div>
      <p className={styles.legend}>
        <Key of="candidate">{t('curves.candidate')}</Key>
        {champion === null ? null : <Key of="champion">{t('curves.champion')}</Key>}
      </p>
    </>
  );
};

type Of = 'candidate' | 'champion';

interface CurveProps {
  readonly of: Of;
  readonly curve: DrawnCurve;
  readonly place: Placing;
}

const Curve = ({ of, curve: { points, chosen }, place }: CurveProps) => (
  <>
    <polyline data-line={of} points={linePoints(points, place)} />
    {chosen === null ? null : (
      <circle data-mark={of} cx={place.x(chosen[0])} cy={place.y(chosen[1])} r={3.6} />
    )}
  </>
);

const Key = ({ of, children }: { readonly of: Of; readonly children: string }) => (
  <span className={styles.key}>
    <span className={styles.swatch} data-of={of} />
    {children}
  </span>
);
