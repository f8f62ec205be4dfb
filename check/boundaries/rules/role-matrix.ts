import { isTest, isToolConfig } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import type { Link, Package, SourceFile, Tree } from '../tree.ts';
import type { Violation } from '../violation.ts';
import { ROLE_LAW, type RoleLaw, UNBOUND_ROLES } from './role-law.ts';

/** Each package imports only what its role allows, types included, and declares nothing else. */
export const roleMatrix: Rule = {
  name: 'role-matrix',
  group: 'boundaries',
  law: 'A package imports only the packages that its role allows: never another plane, never an engine.',
  find(tree) {
    const found: Violation[] = [];
    for (const owner of tree.packages) {
      if (UNBOUND_ROLES.has(owner.role)) continue;
      const law = ROLE_LAW[owner.role];
      if (law === undefined) {
        found.push({
          path: `${owner.folder}/package.json`,
          message: `has no import law: add the role ${owner.role} to check/boundaries/rules/role-law.ts`,
        });
        continue;
      }
      found.push(...judgeManifest(tree, owner, law));
    }
    for (const file of tree.files.values()) {
      const law = ROLE_LAW[file.package.role];
      if (law) found.push(...file.links.flatMap((link) => judgeLink(file, link, law)));
    }
    return found;
  },
};

function judgeManifest(tree: Tree, owner: Package, law: RoleLaw): Violation[] {
  return Object.keys(owner.manifest.dependencies ?? {}).flatMap((name) => {
    const target = tree.packages.find((candidate) => candidate.name === name);
    return target === undefined || target === owner || law.workspaces.includes(target.role)
      ? []
      : [{ path: `${owner.folder}/package.json`, message: refuse(owner.role, name) }];
  });
}

function judgeLink(file: SourceFile, link: Link, law: RoleLaw): Violation[] {
  const { target, fact } = link;
  const loose = isTest(file.path) || isToolConfig(file.path);
  const refused = (name: string): Violation[] => [
    { path: file.path, line: fact.line, message: refuse(file.package.role, name) },
  ];
  if (target.kind === 'workspace' && target.package !== file.package) {
    const { role, name } = target.package;
    return law.workspaces.includes(role) || (loose && law.inTests.includes(role)) ? [] : refused(name);
  }
  if (target.kind === 'external' && law.packages !== undefined && !loose) {
    return law.packages.some((pattern) => covers(pattern, target.name)) ? [] : refused(target.name);
  }
  return [];
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function refuse(role: string, name: string): string {
  return `${role} must not import ${name}; what two packages share is an arrow, and arrows live in contracts`;
}
