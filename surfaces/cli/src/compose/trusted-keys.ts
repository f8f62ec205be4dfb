import { SlipwayError, TrustedKeys } from '@slipway/contracts';
import { type DataDirectory, readJson } from '@slipway/platform';

/** The public keys that serving trusts. Throws INVALID_CONFIGURATION when there are none: nothing could be loaded. */
export const loadTrustedKeys = async (directory: DataDirectory): Promise<TrustedKeys> => {
  const parsed = TrustedKeys.safeParse(await readJson(directory.trustedKeys));
  if (!parsed.success || parsed.data.keys.length === 0) {
    throw new SlipwayError(
      'INVALID_CONFIGURATION',
      { reason: `${directory.trustedKeys} holds no trusted keys` },
      { cause: parsed.error },
    );
  }
  return parsed.data;
};
