import { crc32 } from 'node:zlib';

/** Length of the JSON bytes and their CRC-32, both uint32 little-endian. */
export const HEADER_BYTES = 8;

/** Where the JSON of one whole frame lies in its file; `end` is also where the next frame starts. */
export interface FrameSpan {
  readonly start: number;
  readonly end: number;
}

/** Writes the header of the frame whose JSON lies at [start, end) of `bytes`. */
export const sealFrame = (bytes: Buffer, { start, end }: FrameSpan): void => {
  bytes.writeUInt32LE(end - start, start - HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(start, end)), start - HEADER_BYTES + 4);
};

/** The whole frame that starts at `offset`; null when there is none. A length of 0 is never written: it is a hole. */
const frameAt = (bytes: Buffer, offset: number): FrameSpan | null => {
  const start = offset + HEADER_BYTES;
  if (start > bytes.length) return null;
  const length = bytes.readUInt32LE(offset);
  const end = start + length;
  if (length === 0 || end > bytes.length) return null;
  return crc32(bytes.subarray(start, end)) === bytes.readUInt32LE(offset + 4) ? { start, end } : null;
};

export interface FrameScan {
  /** The frames that follow each other from the start without a gap. */
  readonly frames: readonly FrameSpan[];
  /** Where those frames end; the length of the file when it is whole. */
  readonly end: number;
  /** Whole frames behind the first damage: a torn write leaves none, damage in the middle does. */
  readonly stranded: readonly FrameSpan[];
}

const follow = (bytes: Buffer, from: number): FrameSpan[] => {
  const frames: FrameSpan[] = [];
  let frame = frameAt(bytes, from);
  while (frame) {
    frames.push(frame);
    frame = frameAt(bytes, frame.end);
  }
  return frames;
};

/** Frames start with `{`; looking for that byte first keeps the search behind a damage linear. */
const OPENING_BRACE = 0x7b;

const findStranded = (bytes: Buffer, from: number): FrameSpan[] => {
  const stranded: FrameSpan[] = [];
  let brace = bytes.indexOf(OPENING_BRACE, from + HEADER_BYTES + 1);
  while (brace !== -1) {
    const frames = follow(bytes, brace - HEADER_BYTES);
    for (const frame of frames) stranded.push(frame);
    brace = bytes.indexOf(OPENING_BRACE, frames.at(-1)?.end ?? brace + 1);
  }
  return stranded;
};

/** Reads the structure of a segment file without parsing its records. */
export const scanFrames = (bytes: Buffer): FrameScan => {
  const frames = follow(bytes, 0);
  const end = frames.at(-1)?.end ?? 0;
  return { frames, end, stranded: end === bytes.length ? [] : findStranded(bytes, end) };
};
