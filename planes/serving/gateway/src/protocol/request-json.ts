import { SlipwayError } from '@slipway/contracts';
import { parseJson } from '@slipway/inference/rows';
import { fieldOfJsonFault } from './json-fault.ts';

/** In a text longer than this the fault is not looked for: the answer must stay cheap. */
const SEARCHED_BYTES = 1024 * 1024;

/** The value of a body. Throws INVALID_JSON, with the field where the JSON goes wrong. */
export const readJsonBody = (body: Uint8Array): unknown => {
  try {
    return parseJson(body);
  } catch (error) {
    if (!(error instanceof SlipwayError) || body.length > SEARCHED_BYTES) throw error;
    const field = fieldOfJsonFault(Buffer.from(body).toString('utf8'));
    if (field === undefined) throw error;
    throw Object.defineProperties(new SlipwayError(error.code, {}, { field, cause: error.cause }), {
      message: { value: error.message },
    });
  }
};
