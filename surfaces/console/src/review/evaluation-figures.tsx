import type { Evaluation } from '@slipway/contracts';
import { Panel } from '../components/panel.tsx';
import { useLanguage } from '../language/language-provider.tsx';
import { CalibrationPanel } from './calibration-panel.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import { DecisionCurves } from './decision-curves.tsx';
import { FairnessPanel } from './fairness-panel.tsx';
import { ImportancePanel } from './importance-panel.tsx';
import { ResidualCharts } from './residual-charts.tsx';
import { RobustnessPanel } from './robustness-panel.tsx';
import { RowList } from './row-list.tsx';
import { SlicesTable } from './slices-table.tsx';
import { ThresholdTable } from './threshold-table.tsx';

/** Everything that was measured beside the metrics. What a task or an older evaluation does not have is not shown. */
export const EvaluationFigures = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const { slices, fairness = [], curves, thresholds, confusion, residuals, threshold } = evaluation;
  const { importance, robustness, worstRows = [], disagreements = [] } = evaluation;
  const calibrated = evaluation.calibration.length + (evaluation.reliability ?? []).length > 0;
  return (
    <>
      {slices.length === 0 ? null : (
        <Panel id="slices" title={t('slices.title')} count={slices.length}>
          <SlicesTable evaluation={evaluation} />
        </Panel>
      )}
      {fairness.length === 0 ? null : (
        <Panel id="fairness" title={t('fairness.title')}>
          <FairnessPanel fairness={fairness} champion={evaluation.championFairness} />
        </Panel>
      )}
      {curves === undefined ? null : (
        <Panel id="curves" title={t('curves.title')}>
          <DecisionCurves curves={curves} threshold={threshold} />
        </Panel>
      )}
      {thresholds === undefined ? null : (
        <Panel id="thresholds" title={t('thresholds.title')}>
          <ThresholdTable thresholds={thresholds} declared={threshold} />
        </Panel>
      )}
      {confusion === undefined ? null : (
        <Panel id="confusion" title={t('confusion.title')}>
          <ConfusionTable matrix={confusion} />
        </Panel>
      )}
      {calibrated ? (
        <Panel id="calibration" title={t('calibration.title')}>
          <CalibrationPanel evaluation={evaluation} />
        </Panel>
      ) : null}
      {residuals === undefined ? null : (
        <Panel id="residuals" title={t('residuals.title')}>
          <ResidualCharts residuals={residuals} />
        </Panel>
      )}
      {importance === undefined ? null : (
        <Panel id="importance" title={t('importance.title')}>
          <ImportancePanel importance={importance} />
        </Panel>
      )}
      {robustness === undefined ? null : (
        <Panel id="robustness" title={t('robustness.title')} count={robustness.cases.length}>
          <RobustnessPanel robustness={robustness} champion={evaluation.championRobustness} />
        </Panel>
      )}
      {worstRows.length === 0 ? null : (
        <Panel id="worst-rows" title={t('rows.worst')}>
          <RowList title={t('rows.worst')} rows={worstRows} />
        </Panel>
      )}
      {disagreements.length === 0 ? null : (
        <Panel id="disagreements" title={t('rows.disagreements')}>
          <RowList title={t('rows.disagreements')} rows={disagreements} />
        </Panel>
      )}
    </>
  );
};
