import { type ModelSignature, type Row, SlipwayError } from '@slipway/contracts';
import type { ScoredRow } from '../../data-plane.ts';

const invalid = (reason: string, field?: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });

/**
 * The rows of a KServe V1 request, whose other keys are ignored. An instance is an object of named features, a list of values
 * in the order of the features, or, when there is but one feature, its value. Throws INVALID_REQUEST.
 */
export const rowsOfInstances = ({ features }: ModelSignature, body: unknown): Row[] => {
  const instances: unknown =
    typeof body === 'object' && body !== null && !Array.isArray(body)
      ? (body as { instances?: unknown }).instances
      : undefined;
  if (!Array.isArray(instances) || instances.length === 0)
    throw invalid('instances must be a list with at least one instance', 'instances');
  return instances.map((instance: unknown, index) => {
    const field = `instances[${index}]`;
    if (typeof instance === 'object' && instance !== null && !Array.isArray(instance)) return instance as Row;
    const values: readonly unknown[] = Array.isArray(instance) ? instance : [instance];
    if (values.length !== features.length)
      throw invalid(`${field} has ${values.length} values for ${features.length} features`, field);
    return Object.fromEntries(features.map(({ name }, at) => [name, values[at]])) as Row;
  });
};

/** The same error with the field as the client of V1 knows it: `rows[0].x` is `instances[0].x`. */
export const asInstanceError = (error: SlipwayError): SlipwayError => {
  const body = error.toJSON();
  if (!body.field?.startsWith('rows[')) return error;
  return SlipwayError.fromBody({ ...body, field: body.field.replace('rows[', 'instances[') });
};

/** What V1 answers for a row: the number or the probability of the positive class; of several classes all probabilities. */
export const predictionOf = (
  { task }: ModelSignature,
  { score, scores }: ScoredRow,
): number | readonly number[] => (task === 'multiclass' ? scores : score);
