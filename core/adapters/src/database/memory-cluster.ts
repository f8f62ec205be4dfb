import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { PGlite } from '@electric-sql/pglite';
import { digestOf, writeAtomically } from '@slipway/platform';
import { openCluster } from './pglite-cluster.ts';

const { version: PGLITE_VERSION } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')), 'utf8'),
) as { version: string };

/** Of the templates that this file makes: another way of making them has another number. */
const FORM = 2;

/** What a cluster in memory begins with. */
export interface ClusterTemplate {
  /** Names its file in the temporary directory, where users and versions of PGlite have their own. */
  readonly name: string;
  /** Everything that decides the content: what differs in it never shares a template. */
  readonly key: string;
  /** Fills a fresh cluster; runs only when nobody has made this template before. */
  prepare(pglite: PGlite): Promise<void>;
}

const EMPTY: ClusterTemplate = { name: 'empty', key: '', prepare: async () => {} };

/**
 * A cluster in memory, for tests. Making one costs seconds of processor time, copying one a fraction: they start from a template
 * in the temporary directory, made by whoever needs it first.
 */
export const openInMemory = async (template: ClusterTemplate = EMPTY): Promise<PGlite> =>
  openCluster('memory://', { loadDataDir: await templateOf(template) });

/** What fills a fresh data directory with the content of a template. */
export const templateOf = async (template: ClusterTemplate): Promise<Blob> => {
  compileOnce();
  const path = templatePath(template);
  const known = await readFile(path).catch(() => null);
  if (known !== null) return asBlob(known);
  const made = await make(template);
  await writeAtomically(path, made, 0o600);
  await removeFormer(path);
  return asBlob(made);
};

const FORMER_MS = 86_400_000;

/** Migrations change often while they are written: templates that nobody made today are not kept beside the new one. */
const removeFormer = async (path: string): Promise<void> => {
  const sameName = basename(path).replace(/[0-9a-f]+\.tar$/, '');
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(sameName) || !/^[0-9a-f]{16}\.tar$/.test(name.slice(sameName.length))) continue;
    const former = join(dirname(path), name);
    const age = Date.now() - ((await stat(former).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > FORMER_MS) await rm(former, { force: true });
  }
};

const templatePath = ({ name, key }: ClusterTemplate): string => {
  const version = digestOf(JSON.stringify([FORM, PGLITE_VERSION, key])).slice(7, 23);
  return join(tmpdir(), `slipway-pglite-${userInfo().uid}-${name}-${version}.tar`);
};

const make = async (template: ClusterTemplate): Promise<Uint8Array> => {
  const pglite =
    template === EMPTY
      ? // Segments of 16 MB, the default, would be most of what every test copies.
        await openCluster('memory://', { initDbStartParams: ['--wal-segsize=1'] })
      : await openInMemory();
  await template.prepare(pglite);
  if (template === EMPTY) await dropUnused(pglite);
  // A cluster that was only copied, never closed, replays its log since here.
  await pglite.exec('checkpoint');
  const content = await pglite.dumpDataDir('none');
  await pglite.close();
  return new Uint8Array(await content.arrayBuffer());
};

/** Nobody connects to these databases, and they are two thirds of the files. */
const dropUnused = async (pglite: PGlite): Promise<void> => {
  await pglite.exec('update pg_database set datistemplate = false');
  for (const name of ['template0', 'template1']) await pglite.exec(`drop database ${name}`);
};

/** PGlite asks for nothing but the bytes, and a real Blob would copy them twice. */
const asBlob = (content: Uint8Array): Blob =>
  Object.assign(new Blob([]), { arrayBuffer: async () => new Uint8Array(content).buffer });

/** Databases of tests are gone before code that the optimizing compiler makes has paid for itself: it would take most of their time. */
const compileOnce = (): void => {
  setFlagsFromString('--no-wasm-dynamic-tiering');
  setFlagsFromString('--no-wasm-tier-up');
};
