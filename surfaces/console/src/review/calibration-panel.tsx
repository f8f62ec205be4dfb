import type { CalibrationBin, Evaluation, ReliabilityCurve } from '@slipway/contracts';
import { useId, useState } from 'react';
import { formatFigure } from '../format/figures.ts';
import { type Translate, useLanguage } from '../language/language-provider.tsx';
import { CalibrationChart } from './calibration-chart.tsx';
import styles from './calibration-panel.module.css';

interface Choice {
  readonly name: string;
  readonly bins: readonly CalibrationBin[];
  /** Null for the bins that the calibration error among the metrics is of. */
  readonly curve: ReliabilityCurve | null;
}

/** Every reliability curve that was measured, one at a time. */
export const CalibrationPanel = ({ evaluation }: { readonly evaluation: Evaluation }) => {
  const { t } = useLanguage();
  const id = useId();
  const [chosen, setChosen] = useState(0);
  const choices = choicesOf(evaluation, t);
  const choice = choices[chosen] ?? choices[0];
  if (choice === undefined) return null;
  const { curve } = choice;
  return (
    <>
      {choices.length < 2 ? null : (
        <p className={styles.choice}>
          <label htmlFor={id}>{t('reliability.curve')}</label>
          <select id={id} value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
            {choices.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </p>
      )}
      <CalibrationChart bins={[...choice.bins]} />
      {curve === null ? null : (
        <p className={styles.error}>
          {t('reliability.error', {
            expected: formatFigure(curve.expectedError),
            maximum: formatFigure(curve.maximumError),
          })}
        </p>
      )}
    </>
  );
};

const choicesOf = ({ calibration, reliability = [] }: Evaluation, t: Translate): Choice[] => [
  ...(calibration.length === 0
    ? []
    : [{ name: t('reliability.equalFrequency'), bins: calibration, curve: null }]),
  ...reliability.map((curve) => ({
    name:
      curve.of === 'class'
        ? t('reliability.class', { name: curve.class ?? '' })
        : t(`reliability.${curve.of}`),
    bins: curve.bins,
    curve,
  })),
];
