import { gunzipSync } from 'node:zlib';
import { ConversionError } from './conversion-error.ts';

const HEADER_BYTES = 8;
const COMPRESSION_GZIP = 1;

/**
 * The records of a Yggdrasil blob sequence: an 8-byte header (`BS`, version, compression), then records of a
 * little-endian uint32 length and that many bytes. With compression 1 all that follows the header is one gzip stream.
 */
export function* readBlobSequence(file: Uint8Array): Generator<Uint8Array> {
  const bytes = body(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at < bytes.byteLength) {
    if (at + 4 > bytes.byteLength)
      throw new ConversionError('The blob sequence ends within a record length.');
    const end = at + 4 + view.getUint32(at, true);
    if (end > bytes.byteLength) throw new ConversionError('The blob sequence ends within a record.');
    yield bytes.subarray(at + 4, end);
    at = end;
  }
}

function body(file: Uint8Array): Uint8Array {
  const magic = file.byteLength >= HEADER_BYTES && file[0] === 0x42 && file[1] === 0x53;
  if (!magic) throw new ConversionError('The nodes are not a Yggdrasil blob sequence.');
  const rest = file.subarray(HEADER_BYTES);
  const compression = file[4];
  if (compression === 0) return rest;
  if (compression === COMPRESSION_GZIP) return gunzipSync(rest);
  throw new ConversionError(`Blob sequence compression ${compression} is not supported.`);
}
