import type { Rule } from '../rule.ts';

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Manifests pin exact versions: with ranges npm silently picks an older major that fits an older Node. */
export const exactVersions: Rule = {
  name: 'exact-versions',
  group: 'boundaries',
  law: 'Every dependency is pinned to one exact version.',
  find(tree) {
    return tree.packages.flatMap(({ folder, manifest }) =>
      Object.entries({
        ...manifest.dependencies,
        ...manifest.optionalDependencies,
        ...manifest.devDependencies,
      })
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => ({
          path: folder === '' ? 'package.json' : `${folder}/package.json`,
          message: `${name} is asked for as ${version}: pin one version (npm install -E)`,
        })),
    );
  },
};
