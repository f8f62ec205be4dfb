import type { Table } from './report/markdown-table.ts';

/** What a bench is given. */
export interface BenchContext {
  /** A short look that is written nowhere. */
  readonly quick: boolean;
  /** What is started or created goes in here, and is ended when the bench ends, however it ends. */
  readonly resources: AsyncDisposableStack;
  /** A line of progress for people. */
  readonly say: (line: string) => void;
}

/** What a bench found out. */
export interface BenchReport {
  readonly title: string;
  /** Paragraphs of Markdown: what was measured, and how to read it. */
  readonly about: readonly string[];
  readonly tables: readonly Table[];
  /** The figures by their names in the JSON line. */
  readonly figures: Readonly<Record<string, number | boolean | null>>;
}

export interface Bench {
  readonly name: string;
  /** One line for the list of benches. */
  readonly about: string;
  run(context: BenchContext): Promise<BenchReport>;
}
