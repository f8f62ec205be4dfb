import type { CodeFacts, ImportFact } from './code-facts.ts';

/** The parts of a package.json that the rules judge. */
export interface Manifest {
  readonly name?: string;
  readonly workspaces?: readonly string[];
  readonly exports?: ExportsField;
  readonly imports?: Readonly<Record<string, ExportsTarget>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export type ExportsTarget = string | null | { readonly [condition: string]: ExportsTarget };
export type ExportsField = ExportsTarget | { readonly [subpath: string]: ExportsTarget };

/** A workspace, or the root itself. */
export interface Package {
  /** Folder from the root with forward slashes; empty for the root. */
  readonly folder: string;
  readonly name: string;
  /** The word that the import law is written in: `gateway`, `example`, `root`, … */
  readonly role: string;
  readonly manifest: Manifest;
}

/** One source file with its facts. */
export interface SourceFile {
  readonly path: string;
  readonly package: Package;
  readonly lines: number;
  readonly facts: CodeFacts;
  readonly links: readonly Link[];
}

/** What an import leads to. */
export type Target =
  | { readonly kind: 'builtin'; readonly name: string }
  /** A package from a registry. */
  | { readonly kind: 'external'; readonly name: string }
  /** A workspace by its name; `path` is absent when its `exports` do not offer the subpath. */
  | { readonly kind: 'workspace'; readonly package: Package; readonly path?: string }
  /** A relative or `#` import; `path` is absent when nothing is there. */
  | { readonly kind: 'relative'; readonly wanted: string; readonly path?: string };

/** An import together with where it leads. */
export interface Link {
  readonly fact: ImportFact;
  readonly target: Target;
}

/** The whole repository as the rules see it. */
export interface Tree {
  readonly packages: readonly Package[];
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Every file and folder, not only sources. */
  readonly paths: readonly string[];
  /** Registry package to the registry packages it needs; empty when there is no lock file. */
  readonly locked: ReadonlyMap<string, readonly string[]>;
}

/** The file of this tree that a link leads to, whether by package name or by path. */
export function linkedPath(link: Link): string | undefined {
  return link.target.kind === 'workspace' || link.target.kind === 'relative' ? link.target.path : undefined;
}

/** The innermost package that holds the path; the root holds what no workspace holds. */
export function packageOf(packages: readonly Package[], path: string): Package {
  let best: Package | undefined;
  for (const candidate of packages) {
    const holds = candidate.folder === '' || path.startsWith(`${candidate.folder}/`);
    if (holds && (best === undefined || candidate.folder.length > best.folder.length)) best = candidate;
  }
  if (best === undefined) throw new Error(`no package holds ${path}: the list of packages lacks the root`);
  return best;
}
