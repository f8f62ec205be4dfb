import type { Tree } from './tree.ts';
import type { Violation } from './violation.ts';

/** The line of `npm run check` under which a rule reports. */
export type RuleGroup = 'boundaries' | 'sizes' | 'names' | 'habits';

/** A pure detector over the tree. */
export interface Rule {
  /** Kebab-case; also the name of its planted fixture. */
  readonly name: string;
  readonly group: RuleGroup;
  /** The law in one sentence. */
  readonly law: string;
  readonly find: (tree: Tree) => Violation[];
}
