import { type FilterToken, filterProblem, filterTokens } from './filter-tokens.ts';

export type FilterOperator =
  | '='
  | '!='
  | '>'
  | '>='
  | '<'
  | '<='
  | 'LIKE'
  | 'ILIKE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL';

/** One comparison; a filter is all of them together. */
export interface Comparison {
  readonly entity: string;
  readonly key: string;
  readonly operator: FilterOperator;
  /** A list of IN, null of IS NULL. */
  readonly value: string | number | readonly string[] | null;
}

/** What may be compared how in one kind of search. */
export interface FilterSubject {
  readonly kind: 'number' | 'text';
  readonly operators: readonly FilterOperator[];
}

export interface FilterRules {
  /** Every spelling of an entity and its one name: `attr`, `run` … are `attribute`. */
  readonly entities: Readonly<Record<string, string>>;
  /** What a key of an entity is; null: there is no such key. */
  readonly subject: (entity: string, key: string) => FilterSubject | null;
}

/** Each is a query of its own within the statement, and planning thousands would hold up everybody else for minutes. */
const MOST_COMPARISONS = 100;

/** An entity whose keys are known. */
export const ATTRIBUTE = 'attribute';

export const NUMERIC: readonly FilterOperator[] = ['=', '!=', '>', '>=', '<', '<='];
export const TEXTUAL: readonly FilterOperator[] = ['=', '!=', 'LIKE', 'ILIKE'];
export const NULLABLE: readonly FilterOperator[] = [...TEXTUAL, 'IS NULL', 'IS NOT NULL'];

/** `metrics.loss < 1 AND tags."a b" LIKE 'x%'`; empty: no comparison. Throws INVALID_REQUEST with the place. */
export const parseFilter = (filter: string | undefined, rules: FilterRules): Comparison[] => {
  if (filter === undefined || filter.trim() === '') return [];
  return new FilterReader(filter, rules).read();
};

/** `metrics.loss` as an entity and a key: of a filter or of an order. */
export const readIdentifier = (reader: TokenReader, rules: Pick<FilterRules, 'entities'>) => {
  const first = reader.next('a name');
  if (first.kind !== 'word' && first.kind !== 'key') throw reader.problem(first, 'a name is expected');
  if (reader.peek()?.text !== '.' || reader.peek()?.kind !== 'mark')
    return { entity: ATTRIBUTE, key: first.text, token: first };
  const entity = Object.hasOwn(rules.entities, first.text) ? rules.entities[first.text] : undefined;
  if (entity === undefined)
    throw reader.problem(
      first,
      `"${first.text}" is no entity; use one of ${Object.keys(rules.entities).join(', ')}`,
    );
  let key = '';
  while (reader.peek()?.kind === 'mark' && reader.peek()?.text === '.') {
    if (key !== '') key += '.';
    reader.next('a dot');
    const part = reader.next('a key after the dot');
    if (part.kind === 'mark' || part.kind === 'operator')
      throw reader.problem(part, 'a key is expected after the dot');
    key += part.text;
  }
  return { entity, key, token: first };
};

/** Reads tokens one after the other. */
export class TokenReader {
  readonly #text: string;
  readonly #field: string;
  readonly #tokens: readonly FilterToken[];
  #at = 0;

  constructor(text: string, field = 'filter') {
    this.#text = text;
    this.#field = field;
    this.#tokens = filterTokens(text, field);
  }

  peek(): FilterToken | undefined {
    return this.#tokens[this.#at];
  }

  next(wanted: string): FilterToken {
    const token = this.#tokens[this.#at];
    if (token === undefined)
      throw filterProblem(this.#text, this.#text.length, `it ends where ${wanted} is expected`, this.#field);
    this.#at += 1;
    return token;
  }

  /** Takes a word, whatever its case, if it is the next. */
  takeWord(word: string): boolean {
    const token = this.peek();
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  problem(token: FilterToken, reason: string) {
    return filterProblem(this.#text, token.at, reason, this.#field);
  }
}

class FilterReader extends TokenReader {
  readonly #rules: FilterRules;

  constructor(filter: string, rules: FilterRules) {
    super(filter);
    this.#rules = rules;
  }

  read(): Comparison[] {
    const comparisons = [this.#comparison()];
    for (let token = this.peek(); token !== undefined; token = this.peek()) {
      if (!this.takeWord('AND'))
        throw this.problem(
          token,
          `AND is expected, not "${token.text}"; comparisons can be joined by AND only`,
        );
      if (comparisons.length === MOST_COMPARISONS)
        throw this.problem(token, `it has more than ${MOST_COMPARISONS} comparisons`);
      comparisons.push(this.#comparison());
    }
    return comparisons;
  }

  #comparison(): Comparison {
    const { entity, key, token } = readIdentifier(this, this.#rules);
    const subject = this.#rules.subject(entity, key);
    if (subject === null) throw this.problem(token, `"${key}" cannot be searched by`);
    const at = this.peek();
    const operator = this.#operator();
    if (!subject.operators.includes(operator))
      throw this.problem(
        at ?? token,
        `${operator} cannot compare "${key}"; use one of ${subject.operators.join(', ')}`,
      );
    return { entity, key, operator, value: this.#value(operator, subject) };
  }

  #operator(): FilterOperator {
    const token = this.next('an operator');
    if (token.kind === 'operator') {
      if (token.text === '<>') return '!=';
      if (token.text === '==') throw this.problem(token, '"==" is no operator; use "="');
      return token.text as FilterOperator;
    }
    const word = token.kind === 'word' ? token.text.toUpperCase() : '';
    if (word === 'LIKE' || word === 'ILIKE' || word === 'IN') return word;
    if (word === 'NOT' && this.takeWord('IN')) return 'NOT IN';
    if (word === 'IS') {
      const not = this.takeWord('NOT');
      if (this.takeWord('NULL')) return not ? 'IS NOT NULL' : 'IS NULL';
    }
    throw this.problem(token, `an operator is expected, not "${token.text}"`);
  }

  #value(operator: FilterOperator, { kind }: FilterSubject): Comparison['value'] {
    if (operator === 'IS NULL' || operator === 'IS NOT NULL') return null;
    if (operator === 'IN' || operator === 'NOT IN') return this.#list();
    const token = this.next('a value');
    if (kind === 'number') {
      if (token.kind !== 'number') throw this.problem(token, `a number is expected, not "${token.text}"`);
      return Number(token.text);
    }
    if (token.kind !== 'string' && token.kind !== 'key')
      throw this.problem(token, `text in quotes is expected, not "${token.text}"`);
    return token.text;
  }

  #list(): string[] {
    const open = this.next('"("');
    if (open.text !== '(') throw this.problem(open, '"(" and a list of texts is expected');
    const list: string[] = [];
    for (;;) {
      const token = this.next('text in quotes');
      if (token.kind !== 'string') throw this.problem(token, 'text in quotes is expected');
      list.push(token.text);
      const after = this.next('"," or ")"');
      if (after.kind === 'mark' && after.text === ')') return list;
      if (after.kind !== 'mark' || after.text !== ',') throw this.problem(after, '"," or ")" is expected');
    }
  }
}
