import { stat } from 'node:fs/promises';
import { type DataDirectory, generateSigningKey, readJson, writeAtomically } from '@slipway/platform';

/** Makes the signing key of a new data directory; an existing one stays. The private key is written last, so a crash between is healed. */
export const ensureSigningKey = async (directory: DataDirectory): Promise<void> => {
  const exists = await stat(directory.signingKey).then(
    () => true,
    () => false,
  );
  if (exists && (await readJson(directory.trustedKeys)) !== null) return;
  const { privateKeyPem, trusted } = generateSigningKey();
  await writeAtomically(directory.trustedKeys, JSON.stringify({ keys: [trusted] }, null, 2));
  await writeAtomically(directory.signingKey, privateKeyPem, 0o600);
};
