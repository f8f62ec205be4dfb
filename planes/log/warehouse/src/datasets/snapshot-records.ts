import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Snapshot } from '@slipway/contracts';
import { readJson, writeAtomically } from '@slipway/platform';
import { directoryNames } from '../directory-names.ts';

/** `<digest>.<name>.json`, both as hexadecimal digits; without the name those of before a digest could have several names. */
const RECORD = /^([0-9a-f]{64})(?:\.([0-9a-f]{16}))?\.json$/;

type Named = Pick<Snapshot, 'name' | 'part'>;

const nameKey = ({ name, part }: Named): string =>
  createHash('sha256').update(`${part}\0${name}`).digest('hex').slice(0, 16);

const hexOf = (digest: string): string => digest.slice('sha256:'.length);

const newestFirst = (records: Snapshot[]): Snapshot[] =>
  records.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));

/** What is known of snapshots, one JSON file for each digest, name and part. */
export class SnapshotRecords {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(snapshot: Snapshot): Promise<void> {
    const path = join(this.#directory, `${hexOf(snapshot.digest)}.${nameKey(snapshot)}.json`);
    await writeAtomically(path, JSON.stringify(snapshot, null, 2));
  }

  /** The newest of a digest, whatever its name; null when there is none. */
  async ofDigest(digest: string): Promise<Snapshot | null> {
    const [newest] = await this.#read((hex) => hex === hexOf(digest));
    return newest ?? null;
  }

  /** All of a name and part, newest first. */
  async ofName(named: Named): Promise<Snapshot[]> {
    const wanted = nameKey(named);
    const found = await this.#read((_, key) => key === undefined || key === wanted);
    return found.filter(({ name, part }) => name === named.name && part === named.part);
  }

  /** Newest first. */
  list(): Promise<Snapshot[]> {
    return this.#read(() => true);
  }

  async #read(wants: (hex: string, key: string | undefined) => boolean): Promise<Snapshot[]> {
    const newest = new Map<string, Snapshot>();
    for (const file of await directoryNames(this.#directory)) {
      const [, hex, key] = RECORD.exec(file) ?? [];
      if (hex === undefined || !wants(hex, key)) continue;
      const stored = await readJson(join(this.#directory, file));
      if (stored === null) continue;
      const snapshot = Snapshot.parse(stored);
      const identity = `${hex} ${nameKey(snapshot)}`;
      const known = newest.get(identity);
      if (!known || known.createdAt < snapshot.createdAt) newest.set(identity, snapshot);
    }
    return newestFirst([...newest.values()]);
  }
}
