import type { AuditEntry } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';

/** What happened; the chain adds its place and its hash. */
export type AuditRecord = Omit<AuditEntry, 'sequence' | 'previous' | 'hash'>;

/** Where a chain ends. An empty one ends at 0 with an empty hash. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainEnd = { sequence: 0, hash: '' };

/** Hash of an entry: SHA-256 over the canonical JSON of everything in it but the hash. */
const hashOf = (entry: Omit<AuditEntry, 'hash'>): string =>
  digestOf(canonicalJson({ ...entry, hash: undefined }));

/** The entries that follow the end of a chain. */
export const chain = (end: ChainEnd, records: readonly AuditRecord[]): AuditEntry[] => {
  const entries: AuditEntry[] = [];
  for (const record of records) {
    const last = entries.at(-1) ?? end;
    const entry = { ...record, sequence: last.sequence + 1, previous: last.hash };
    entries.push({ ...entry, hash: hashOf(entry) });
  }
  return entries;
};

/** The sequence of the first entry, after `from`, that is missing, changed or out of place; null when all fit together. */
export const firstBreak = (from: ChainEnd, entries: readonly AuditEntry[]): number | null => {
  let last = from;
  for (const entry of entries) {
    const fits = entry.sequence === last.sequence + 1 && entry.previous === last.hash;
    if (!fits || hashOf(entry) !== entry.hash) return last.sequence + 1;
    last = entry;
  }
  return null;
};
