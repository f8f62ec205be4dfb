import { isTest } from '../file-kind.ts';
import type { Rule } from '../rule.ts';
import { COMPOSED_ROLES } from './role-law.ts';

/** `src/compose.ts`, `src/compose-gateway.ts` and everything in a folder named compose. */
const COMPOSE = /(^|\/)compose(\/|-[^/]*\.ts$|\.ts$)/;

/** In the command-line package only `compose` names engines and planes. */
export const compositionRoot: Rule = {
  name: 'composition-root',
  group: 'boundaries',
  law: "In cli only the compose folder (or compose*.ts) names engines and planes; commands speak to the client's API.",
  find(tree) {
    return [...tree.files.values()]
      .filter((file) => file.package.role === 'cli' && !isTest(file.path))
      .filter((file) => !COMPOSE.test(file.path.slice(file.package.folder.length + 1)))
      .flatMap((file) =>
        file.links.flatMap(({ target, fact }) =>
          target.kind === 'workspace' && COMPOSED_ROLES.has(target.package.role)
            ? [
                {
                  path: file.path,
                  line: fact.line,
                  message: `names ${target.package.name}, which only compose may: move the wiring there`,
                },
              ]
            : [],
        ),
      );
  },
};
