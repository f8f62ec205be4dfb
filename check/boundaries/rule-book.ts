import type { Rule } from './rule.ts';
import { browserSafe } from './rules/browser-safe.ts';
import { compositionRoot } from './rules/composition-root.ts';
import { deepImports } from './rules/deep-imports.ts';
import { engineOwners } from './rules/engine-owners.ts';
import { environmentReader } from './rules/environment-reader.ts';
import { erasableSyntax } from './rules/erasable-syntax.ts';
import { exactVersions } from './rules/exact-versions.ts';
import { fileSize } from './rules/file-size.ts';
import { importCycles } from './rules/import-cycles.ts';
import { kebabCase } from './rules/kebab-case.ts';
import { leftovers } from './rules/leftovers.ts';
import { namedExports } from './rules/named-exports.ts';
import { readableSource } from './rules/readable-source.ts';
import { relativeEscapes } from './rules/relative-escapes.ts';
import { roleMatrix } from './rules/role-matrix.ts';
import { servingClosure } from './rules/serving-closure.ts';
import { tellingNames } from './rules/telling-names.ts';
import { testsInProduction } from './rules/tests-in-production.ts';
import { undeclaredImports } from './rules/undeclared-imports.ts';

/** Every rule that the tree is held to, each with a planted fixture that breaks it in test/boundaries. */
export const RULE_BOOK: readonly Rule[] = [
  roleMatrix,
  compositionRoot,
  undeclaredImports,
  exactVersions,
  importCycles,
  deepImports,
  relativeEscapes,
  testsInProduction,
  environmentReader,
  browserSafe,
  servingClosure,
  engineOwners,
  fileSize,
  tellingNames,
  kebabCase,
  erasableSyntax,
  namedExports,
  leftovers,
  readableSource,
];
