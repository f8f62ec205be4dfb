import { SlipwayError, type Table } from '@slipway/contracts';
import type { Blobs } from '@slipway/platform';
import type { Tables } from './tables.ts';

/** What every file of predictions has; a blob without it is something else. */
const COLUMNS = ['row', 'label', 'score', 'loss'];

/**
 * Makes a table of the predictions of an evaluation, so that SQL reaches each of its rows; once, because an evaluation never
 * changes. A table of that name with other content is replaced: what the caller's evaluation says counts. Throws BLOB_NOT_FOUND, TABLE_INVALID for a blob that holds no predictions.
 */
export const loadEvaluationRows = async (
  { tables, blobs }: { readonly tables: Tables; readonly blobs: Blobs },
  evaluation: string,
  predictions: string,
): Promise<Table> => {
  const name = `rows_of_${evaluation.replaceAll('-', '_')}`;
  const known = await tables.holding(name, predictions);
  if (known !== null) return known;
  const missing = (columns: Table['columns']) =>
    COLUMNS.filter((column) => !columns.some(({ name: own }) => own === column));
  return tables.put(name, 'parquet', await blobs.stream(predictions), ({ columns }) => {
    const absent = missing(columns);
    if (absent.length > 0)
      throw new SlipwayError('TABLE_INVALID', { table: name, reason: `it has no ${absent.join(', no ')}` });
  });
};
