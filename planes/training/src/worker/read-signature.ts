import { ModelSignature, SlipwayError } from '@slipway/contracts';
import { type Blobs, describeProblems, problemsOf } from '@slipway/platform';

/** The signature in a signature.json that a step wrote. Throws INVALID_SIGNATURE_FILE with all problems. */
export const readSignature = async (digest: string, blobs: Blobs): Promise<ModelSignature> => {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(await blobs.get(digest)).toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new SlipwayError(
      'INVALID_SIGNATURE_FILE',
      { reason: `signature.json: ${cause.message}` },
      { cause },
    );
  }
  const parsed = ModelSignature.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new SlipwayError(
    'INVALID_SIGNATURE_FILE',
    { reason: describeProblems(problems) },
    { field: problems[0]?.field, problems, cause: parsed.error },
  );
};
