import type { TextKey, Translate } from '../language/language-provider.tsx';

const NAMES: Readonly<Record<string, Extract<TextKey, `rate.${string}`>>> = {
  selectionRate: 'rate.selectionRate',
  truePositiveRate: 'rate.truePositiveRate',
  falsePositiveRate: 'rate.falsePositiveRate',
  precision: 'rate.precision',
  calibration: 'rate.calibration',
  accuracy: 'rate.accuracy',
  error: 'rate.error',
  absoluteError: 'rate.absoluteError',
};

/** The name that people use for a rate of a group; one that we do not know keeps its identifier. */
export const rateName = (rate: string, t: Translate): string => {
  const key = NAMES[rate];
  return key === undefined ? rate : t(key);
};
