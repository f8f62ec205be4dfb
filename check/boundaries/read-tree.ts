import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isSource } from './file-kind.ts';
import { resolveImport } from './resolve-import.ts';
import { scanSource } from './scan-source.ts';
import { type Manifest, type Package, packageOf, type SourceFile, type Tree } from './tree.ts';

/** Folders that hold no source of ours. Folders whose name starts with a dot are left out as well. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '__pycache__']);
/** Trees that break the rules on purpose, as input of the boundary test. */
const PLANTED = /(^|\/)fixtures\/planted(\/|$)/;

/**
 * Reads a repository from disk: its packages, its source files with their facts, and where each import leads.
 * @param root folder that holds the root package.json
 * @throws when the root package.json or that of a listed workspace is missing or is not JSON
 */
export function readTree(root: string): Tree {
  const rootManifest = readManifest(root, '');
  const packages: Package[] = [
    { folder: '', name: rootManifest.name ?? 'root', role: 'root', manifest: rootManifest },
  ];
  for (const folder of rootManifest.workspaces ?? []) {
    const manifest = readManifest(root, folder);
    const name = manifest.name ?? folder;
    packages.push({ folder, name, role: roleOf(folder, name), manifest });
  }
  const paths: string[] = [];
  const filePaths: string[] = [];
  walk(root, '', paths, filePaths);
  const existing = new Set(filePaths);
  const scope = { packages, has: (path: string) => existing.has(path) };
  const files = new Map<string, SourceFile>();
  for (const path of filePaths) {
    if (!isSource(path)) continue;
    const text = readFileSync(join(root, path), 'utf8');
    const facts = scanSource(path, text);
    const owner = packageOf(packages, path);
    const links = facts.imports.map((fact) => ({
      fact,
      target: resolveImport(scope, owner, path, fact.specifier),
    }));
    files.set(path, { path, package: owner, lines: countLines(text), facts, links });
  }
  return { packages, files, paths, locked: readLock(root) };
}

function roleOf(folder: string, name: string): string {
  return folder.startsWith('examples/') ? 'example' : name.replace(/^@[^/]+\//, '');
}

function readManifest(root: string, folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
}

function walk(root: string, folder: string, paths: string[], files: string[]): void {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (SKIPPED.has(entry.name) || entry.name.startsWith('.') || PLANTED.test(path)) continue;
      paths.push(path);
      walk(root, path, paths, files);
    } else if (entry.isFile()) {
      paths.push(path);
      files.push(path);
    }
  }
}

/** Lines as an editor numbers them: a closing line feed opens no further line. */
function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

interface LockFile {
  readonly packages?: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

/** Which registry package needs which, by name. Nested copies of one name are united: more is reached, never less. */
function readLock(root: string): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  const path = join(root, 'package-lock.json');
  if (!existsSync(path)) return needs;
  const lock = JSON.parse(readFileSync(path, 'utf8')) as LockFile;
  for (const [location, entry] of Object.entries(lock.packages ?? {})) {
    const at = location.lastIndexOf('node_modules/');
    if (at === -1) continue;
    const name = location.slice(at + 'node_modules/'.length);
    needs.set(name, [...(needs.get(name) ?? []), ...Object.keys(entry.dependencies ?? {})]);
  }
  return needs;
}
