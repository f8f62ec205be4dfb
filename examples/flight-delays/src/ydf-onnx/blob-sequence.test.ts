import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { blobSequence } from '../testing/ydf-zip.ts';
import { readBlobSequence } from './blob-sequence.ts';
import { ConversionError } from './conversion-error.ts';

const records = [Uint8Array.of(1, 2, 3), Uint8Array.of(), Uint8Array.of(4)];
const plain = blobSequence(records);

test('gives the records in order, empty ones too', () => {
  assert.deepEqual(
    [...readBlobSequence(plain)].map((record) => [...record]),
    [[1, 2, 3], [], [4]],
  );
});

test('unpacks a gzipped sequence, whose header stays outside', () => {
  const header = Uint8Array.of(0x42, 0x53, 1, 0, 1, 0, 0, 0);
  const packed = Buffer.concat([header, gzipSync(plain.subarray(8))]);
  assert.deepEqual(
    [...readBlobSequence(packed)].map((record) => [...record]),
    [[1, 2, 3], [], [4]],
  );
});

test('refuses other files, other compressions and sequences cut short', () => {
  const broken = [
    Uint8Array.of(1, 2, 3),
    Uint8Array.of(0x42, 0x53, 1, 0, 9, 0, 0, 0),
    plain.subarray(0, plain.length - 1),
    plain.subarray(0, plain.length - 3),
  ];
  for (const file of broken) assert.throws(() => [...readBlobSequence(file)], ConversionError);
});
