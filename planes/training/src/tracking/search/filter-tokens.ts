import { invalidField } from '../door/error-answer.ts';

export type FilterToken =
  /** A bare word, with its dots: a key, a keyword, an operator in letters. */
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  /** Between backticks or double quotes after a dot: a key with any characters. */
  | { readonly kind: 'key'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'operator'; readonly text: string; readonly at: number }
  | { readonly kind: 'mark'; readonly text: '(' | ')' | ',' | '.'; readonly at: number };

const SPACE = /\s+/y;
const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.-])/y;
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_/:-]*/uy;
const OPERATOR = /!=|<>|<=|>=|==|=|<|>/y;
const QUOTES = `'"\``;

/** `field` is `filter`, or the term of an order that is read like one. */
export const filterProblem = (filter: string, at: number, reason: string, field = 'filter') =>
  invalidField(
    field,
    `Invalid ${field === 'filter' ? 'filter string' : 'order_by clause'} at character ${at + 1}: ${reason}, in "${filter.length > 200 ? `${filter.slice(0, 200)}…` : filter}"`,
  );

/** Cuts a filter into tokens. Throws INVALID_REQUEST with the place of what it cannot read. */
export const filterTokens = (filter: string, field = 'filter'): FilterToken[] => {
  const tokens: FilterToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(filter)?.[0] ?? null;
  };
  const quoted = (quote: string): string => {
    let text = '';
    for (let i = at + 1; i < filter.length; i++) {
      const character = filter[i]!;
      if (character === quote && filter[i + 1] === quote) i += 1;
      else if (character === quote) {
        at = i + 1;
        return text;
      }
      text += character;
    }
    throw filterProblem(filter, at, `the quote ${quote} is not closed`, field);
  };
  while (at < filter.length) {
    const start = at;
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const character = filter[at]!;
    const afterDot = tokens.at(-1)?.text === '.' && tokens.at(-1)?.kind === 'mark';
    if (QUOTES.includes(character)) {
      const text = quoted(character);
      tokens.push({ kind: afterDot || character === '`' ? 'key' : 'string', text, at: start });
      continue;
    }
    if (character === '(' || character === ')' || character === ',' || character === '.') {
      // ".5" is a number unless something before it is a name.
      const number = character === '.' && !isName(tokens.at(-1)) ? take(NUMBER) : null;
      if (number === null) {
        tokens.push({ kind: 'mark', text: character, at });
        at += 1;
        continue;
      }
    }
    const operator = take(OPERATOR);
    const number = operator === null && !afterDot ? take(NUMBER) : null;
    const word = operator === null && number === null ? take(WORD) : null;
    const text = operator ?? number ?? word;
    if (text === null) throw filterProblem(filter, at, `"${character}" is not expected`, field);
    tokens.push({ kind: operator !== null ? 'operator' : number !== null ? 'number' : 'word', text, at });
    at += text.length;
  }
  return tokens;
};

const isName = (token: FilterToken | undefined): boolean => token?.kind === 'word' || token?.kind === 'key';
