import { readTree } from './boundaries/read-tree.ts';
import type { RuleGroup } from './boundaries/rule.ts';
import { RULE_BOOK } from './boundaries/rule-book.ts';
import type { Tree } from './boundaries/tree.ts';
import { formatViolation } from './boundaries/violation.ts';
import type { Check, Outcome } from './check.ts';

const ABOUT: Readonly<Record<RuleGroup, string>> = {
  boundaries: 'who may import whom, what runs in a browser, who reads the environment',
  sizes: 'no source file over 500 lines',
  names: 'files and folders are named by what they hold',
  habits: 'erasable syntax, named exports, nothing left half-done',
};

/** Our own rules over the tree, one check for each group. The tree is read once, by the first of them. */
export function ruleChecks(root: string): Check[] {
  let tree: Tree | undefined;
  return (Object.keys(ABOUT) as RuleGroup[]).map((group) => ({
    name: group,
    about: ABOUT[group],
    run: async () => {
      tree ??= readTree(root);
      return judge(tree, group);
    },
  }));
}

function judge(tree: Tree, group: RuleGroup): Outcome {
  const rules = RULE_BOOK.filter((rule) => rule.group === group);
  const broken = rules.flatMap((rule) => {
    const violations = rule.find(tree).map((violation) => `  ${formatViolation(violation)}`);
    return violations.length === 0 ? [] : [[`${rule.name}: ${rule.law}`, ...violations].join('\n')];
  });
  return {
    ok: broken.length === 0,
    summary: `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, ${tree.files.size} files`,
    details: broken.join('\n'),
  };
}
