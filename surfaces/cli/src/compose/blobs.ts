import { createFileBlobs } from '@slipway/adapters/file-blobs';
import type { Blobs, DataDirectory } from '@slipway/platform';

/** The blob store of the embedded profile. */
export const composeBlobs = (directory: DataDirectory): Blobs => createFileBlobs(directory.blobs);
