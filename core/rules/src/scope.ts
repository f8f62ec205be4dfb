import type { Row } from '@slipway/contracts';
import type { Reads } from './inspect-expression.ts';
import type { InputFacts, OutputFacts } from './verdict.ts';

/** Text that a client sends is read up to here: every function of an expression is linear in its length. */
const MAX_TEXT = 10_000;

const bounded = (text: string): string => (text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text);

/**
 * The facts as expressions see them. One scope serves one row after the other: evaluation is synchronous, and to fill the few
 * facts that the rules read costs less than new objects for each row.
 */
export class Scope {
  readonly facts = {
    input: new Map<string, string | number | boolean | null>(),
    attributes: new Map<string, string>(),
    unit: null as string | null,
    endpoint: '',
    score: 0,
    scores: [] as readonly number[],
    decision: null as string | null,
    variant: '',
    threshold: 0,
  };
  readonly #features: readonly string[];
  readonly #attributes: readonly string[];

  constructor(all: readonly Pick<Reads, 'features' | 'attributes'>[]) {
    this.#features = [...new Set(all.flatMap(({ features }) => [...features.keys()]))];
    this.#attributes = [...new Set(all.flatMap(({ attributes }) => [...attributes]))];
  }

  fill({ input, unit, attributes, endpoint }: InputFacts): void {
    const { facts } = this;
    this.fillInput(input);
    for (const name of this.#attributes)
      facts.attributes.set(name, Object.hasOwn(attributes, name) ? bounded(attributes[name]!) : '');
    facts.unit = unit === null ? null : bounded(unit);
    facts.endpoint = endpoint;
  }

  fillInput(row: Row): void {
    for (const name of this.#features) {
      const value = Object.hasOwn(row, name) ? row[name]! : null;
      this.facts.input.set(
        name,
        typeof value === 'string' ? bounded(value) : Number.isNaN(value) ? null : (value ?? null),
      );
    }
  }

  fillOutput(output: Pick<OutputFacts, 'score' | 'scores' | 'decision' | 'variant' | 'threshold'>): void {
    const { facts } = this;
    facts.score = output.score;
    facts.scores = output.scores;
    facts.decision = output.decision;
    facts.variant = output.variant;
    facts.threshold = output.threshold;
  }

  /** `fact` as `input.<feature>`, `unit` or `decision`. */
  isMissing(fact: string): boolean {
    if (fact === 'unit') return this.facts.unit === null;
    if (fact === 'decision') return this.facts.decision === null;
    return this.facts.input.get(fact.slice('input.'.length)) === null;
  }
}
