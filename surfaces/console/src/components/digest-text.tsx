import { shortDigest } from '../format/digests.ts';

/** A digest by its first digits; the whole is in the tooltip. */
export const DigestText = ({ digest }: { readonly digest: string }) => (
  <code title={digest}>{shortDigest(digest)}</code>
);
