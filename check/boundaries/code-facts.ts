/**
 * How a file reaches another module.
 * `url` is `new URL('./x.ts', import.meta.url)`: a process or worker entry, loaded but not imported.
 * `augment` is `declare module 'x'`.
 */
export type ImportForm = 'static' | 'export' | 'dynamic' | 'require' | 'type' | 'augment' | 'url';

/** One reference to another module. */
export interface ImportFact {
  readonly specifier: string;
  readonly form: ImportForm;
  /** True when type stripping erases it, so that nothing is loaded at run time. */
  readonly erased: boolean;
  readonly line: number;
}

/** Something noteworthy on one line. */
export interface LineFact {
  readonly what: string;
  readonly line: number;
}

/** Everything that the rules need to know of one source file. */
export interface CodeFacts {
  readonly imports: readonly ImportFact[];
  /** Reads of `process.env` in any spelling. */
  readonly environmentReads: readonly LineFact[];
  /** enum, namespace and parameter property. */
  readonly unerasable: readonly LineFact[];
  readonly defaultExports: readonly LineFact[];
  /** Calls of `console.*`. */
  readonly consoleCalls: readonly LineFact[];
  /** Marks of unfinished work in comments. */
  readonly marks: readonly LineFact[];
  /** Globals which only Node has, such as `Buffer` and `process.pid`. */
  readonly nodeGlobals: readonly LineFact[];
  readonly syntaxErrors: readonly LineFact[];
}
