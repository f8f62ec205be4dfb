import type { Readable } from 'node:stream';

export interface StoredBlob {
  readonly digest: string;
  readonly bytes: number;
}

/** Content-addressed, write-once storage. Putting the same bytes twice is one blob. */
export interface Blobs {
  /** Stores bytes, a stream, or a file (which stays where it is). The digest is computed on the way. */
  put(content: Uint8Array | AsyncIterable<Uint8Array> | { readonly file: string }): Promise<StoredBlob>;
  has(digest: string): Promise<boolean>;
  /** All bytes, verified. Throws BLOB_NOT_FOUND, DIGEST_MISMATCH. */
  get(digest: string): Promise<Uint8Array>;
  /** Throws BLOB_NOT_FOUND. The reader verifies. */
  stream(digest: string): Promise<Readable>;
  /** A local file with the content, for engines that need one; read-only. Verified when it had to be fetched. Throws BLOB_NOT_FOUND. */
  path(digest: string): Promise<string>;
}
