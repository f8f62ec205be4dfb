import { type PredictionRequest, SlipwayError } from '@slipway/contracts';
import { nameOfValue } from './element-type.ts';

const KNOWN = new Set(['rows', 'unit']);
/** As in the schema of PredictionRequest. */
const MAX_UNIT_LENGTH = 500;

/**
 * The parsed JSON of a request in plain rows, as the schema PredictionRequest says but without its cost; the rows
 * themselves are checked by `rowsToTensors`. Throws INVALID_REQUEST with the field.
 */
export const decodePredictionRequest = (body: unknown): PredictionRequest => {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid(`the body must be an object with rows, not ${nameOfValue(body)}`);
  for (const key in body) if (!KNOWN.has(key)) throw invalid(`"${key}" is not known here`, key);
  const { rows, unit } = body as { rows?: unknown; unit?: unknown };
  if (!Array.isArray(rows)) throw invalid(`rows must be a list, not ${nameOfValue(rows)}`, 'rows');
  if (rows.length === 0) throw invalid('rows must have at least one row', 'rows');
  if (unit === undefined) return { rows };
  if (typeof unit !== 'string' || unit.length === 0 || unit.length > MAX_UNIT_LENGTH)
    throw invalid(`unit must be text of 1 to ${MAX_UNIT_LENGTH} characters`, 'unit');
  return { rows, unit };
};

const invalid = (reason: string, field?: string): SlipwayError =>
  new SlipwayError('INVALID_REQUEST', { reason }, { field });
