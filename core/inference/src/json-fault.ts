/** What ends a value that is not a string, a list or an object. */
const SCALAR = /[^\s,:[\]{}"]+/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;
const SCALARS = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

interface Level {
  readonly list: boolean;
  index: number;
  key: string | null;
}

/** A fault deeper than this is not named: no schema is as deep, and the path would be longer than what was sent. */
const NAMED_LEVELS = 16;

const pathOf = (levels: readonly Level[]): string =>
  levels
    .map(({ list, index, key }) => (list ? `[${index}]` : key === null ? '' : `.${key}`))
    .join('')
    .replace(/^\./, '');

/**
 * Where a text that JSON.parse refused goes wrong, as a path like `rows[0].distance`; undefined when it is not in a field.
 * For error answers only; it does not recurse, so that no nesting can exhaust the stack.
 */
export const fieldOfJsonFault = (text: string): string | undefined => {
  const levels: Level[] = [];
  let keyExpected = false;
  const found = () => (levels.length > NAMED_LEVELS ? undefined : pathOf(levels) || undefined);
  for (let at = 0; at < text.length; ) {
    const character = text[at]!;
    const level = levels.at(-1);
    if (/\s/.test(character)) at += 1;
    else if (character === '{' || character === '[') {
      levels.push({ list: character === '[', index: 0, key: null });
      keyExpected = character === '{';
      at += 1;
    } else if (character === '}' || character === ']') {
      if (!level || level.list !== (character === ']')) return found();
      levels.pop();
      keyExpected = false;
      at += 1;
    } else if (character === ',') {
      if (!level) return undefined;
      level.index += 1;
      level.key = null;
      keyExpected = !level.list;
      at += 1;
    } else if (character === ':') {
      keyExpected = false;
      at += 1;
    } else {
      const pattern = character === '"' ? STRING : SCALAR;
      pattern.lastIndex = at;
      const token = pattern.exec(text)?.[0];
      if (token === undefined) return found();
      if (character !== '"' && (keyExpected || !SCALARS.test(token))) return found();
      if (keyExpected && level) level.key = keyName(token);
      at += token.length;
    }
  }
  return found();
};

const keyName = (token: string): string => {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.slice(1, -1);
  }
};
