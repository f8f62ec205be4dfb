import type { ProcessIdentity } from './process-identity.ts';

/** What the file name of a segment says; together it is unique for ever. */
export interface SegmentName {
  readonly gateway: string;
  /** When the writer started, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Tells writers of one process and millisecond apart. */
  readonly nonce: string;
  readonly process: ProcessIdentity;
  /** Counts the segments of one writer from 1; 0 is its reserve. */
  readonly sequence: number;
}

export const OPEN = '.open';
export const SEALED = '.segment';

/** Of the file that holds counts while the disk is full; the segments of a writer count from 1. */
export const RESERVED_SEQUENCE = 0;

const SEQUENCE_DIGITS = 8;
const PATTERN = /^(.+)-([0-9a-z]+)\.(\d+)\.([0-9a-z]+)\.([0-9a-f]+)\.([0-9a-f]+)-(\d+)$/;

/** `<gateway>-<boot>-<sequence>`, where boot is `<start of the writer>.<pid>.<start of the process>.<machine boot>.<nonce>`. */
export const formatSegmentId = ({ gateway, startedAt, nonce, process, sequence }: SegmentName): string => {
  const boot = [startedAt.toString(36), process.pid, process.start, process.boot, nonce].join('.');
  return `${gateway}-${boot}-${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`;
};

/** Null for a name that is not a segment's, above all for one that would leave the directory. */
export const parseSegmentId = (id: string): SegmentName | null => {
  const [, gateway, startedAt, pid, start, boot, nonce, sequence] = PATTERN.exec(id) ?? [];
  if (!gateway || !startedAt || !pid || !start || !boot || !nonce || !sequence) return null;
  if (gateway.includes('/') || gateway.startsWith('.')) return null;
  return {
    gateway,
    startedAt: Number.parseInt(startedAt, 36),
    nonce,
    process: { pid: Number(pid), start, boot },
    sequence: Number(sequence),
  };
};

/** Oldest first; segments of writers that ran at the same time are ordered by their names. */
export const compareSegmentIds = (a: string, b: string): number => {
  const [left, right] = [parseSegmentId(a), parseSegmentId(b)];
  const byAge = (left?.startedAt ?? 0) - (right?.startedAt ?? 0);
  return byAge || (a < b ? -1 : 1);
};
