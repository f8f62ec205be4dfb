import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import {
  type Envelope,
  RELEASE_PAYLOAD_TYPE,
  ReleaseStatement,
  SlipwayError,
  type TrustedKeys,
} from '@slipway/contracts';
import { canonicalJson } from '../digest.ts';

/** DSSE v1 pre-authentication encoding: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
const preAuthenticationEncoding = (type: string, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256').update(spki(publicKey)).digest('hex').slice(0, 16);

/** A new Ed25519 key: the private one as PEM, the public one as an entry of TrustedKeys. */
export const generateSigningKey = (): { privateKeyPem: string; trusted: TrustedKeys['keys'][number] } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    trusted: { keyid: keyIdOf(publicKey), publicKey: spki(publicKey).toString('base64') },
  };
};

/** Signs a statement; the payload is canonical JSON. */
export const signRelease = (statement: ReleaseStatement, privateKeyPem: string): Envelope => {
  const privateKey = createPrivateKey(privateKeyPem);
  const payload = Buffer.from(canonicalJson(ReleaseStatement.parse(statement)));
  const signature = sign(null, preAuthenticationEncoding(RELEASE_PAYLOAD_TYPE, payload), privateKey);
  return {
    payloadType: RELEASE_PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid: keyIdOf(createPublicKey(privateKey)), sig: signature.toString('base64') }],
  };
};

/**
 * The statement of an envelope that a trusted key signed and that carries enough approvals.
 * Throws RELEASE_KEY_UNKNOWN, RELEASE_UNSIGNED, RELEASE_NOT_APPROVED.
 */
export const verifyRelease = (envelope: Envelope, trusted: TrustedKeys): ReleaseStatement => {
  if (envelope.payloadType !== RELEASE_PAYLOAD_TYPE) {
    throw new SlipwayError('RELEASE_UNSIGNED', { reason: `the payload type is ${envelope.payloadType}` });
  }
  const keys = new Map(trusted.keys.map(({ keyid, publicKey }) => [keyid, publicKey]));
  const known = envelope.signatures.filter(({ keyid }) => keys.has(keyid));
  if (known.length === 0) {
    throw new SlipwayError('RELEASE_KEY_UNKNOWN', {
      key: envelope.signatures.map(({ keyid }) => keyid).join(', '),
    });
  }
  const payload = Buffer.from(envelope.payload, 'base64');
  const signed = preAuthenticationEncoding(envelope.payloadType, payload);
  const valid = known.some(({ keyid, sig }) => {
    const key = createPublicKey({
      key: Buffer.from(keys.get(keyid) ?? '', 'base64'),
      type: 'spki',
      format: 'der',
    });
    return keyIdOf(key) === keyid && verify(null, signed, key, Buffer.from(sig, 'base64'));
  });
  if (!valid)
    throw new SlipwayError('RELEASE_UNSIGNED', { reason: 'the signature does not fit the payload' });
  const parsed = ReleaseStatement.safeParse(JSON.parse(payload.toString('utf8')));
  if (!parsed.success)
    throw new SlipwayError(
      'RELEASE_UNSIGNED',
      { reason: 'the payload is not a release statement' },
      { cause: parsed.error },
    );
  assertApproved(parsed.data);
  return parsed.data;
};

/** An approval counts when it is about this evidence and not by the author; any rejection voids. */
const assertApproved = ({ subject, predicate }: ReleaseStatement): void => {
  const { decisions, plan, evidence, lineage, artifact } = predicate;
  const approvers = new Set(
    decisions
      .filter(
        ({ verdict, evidence: seen, by }) =>
          verdict === 'approve' &&
          seen === evidence &&
          by.role === 'reviewer' &&
          by.subject !== lineage.author,
      )
      .map(({ by }) => by.subject),
  );
  const rejected = decisions.some(({ verdict }) => verdict !== 'approve');
  const bound = subject.some(({ digest }) => `sha256:${digest.sha256}` === artifact);
  if (rejected || !bound || approvers.size < plan.requiredApprovals)
    throw new SlipwayError('RELEASE_NOT_APPROVED');
};
