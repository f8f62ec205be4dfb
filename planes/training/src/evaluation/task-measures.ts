import type { ModelSignature } from '@slipway/contracts';
import { type BinaryOptions, binaryMeasures } from './binary-measures.ts';
import type { Measures } from './measures.ts';
import { multiclassMeasures } from './multiclass-measures.ts';
import { regressionMeasures } from './regression-measures.ts';

/** The measures of a model's task. */
export const measuresOf = ({ task, classes }: ModelSignature, options: BinaryOptions): Measures => {
  switch (task) {
    case 'binary':
      return binaryMeasures(options);
    case 'multiclass':
      return multiclassMeasures(classes.length, options.seed);
    case 'regression':
      return regressionMeasures();
  }
};
