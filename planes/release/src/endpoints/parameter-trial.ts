import { setImmediate } from 'node:timers/promises';
import type { ParameterTrial, ServingParameterValues } from '@slipway/contracts';
import type { LoggedRow } from './logged-row.ts';
import type { NamedVariant } from './parameter-problems.ts';
import { describeDecision, type RowOutcome, RowTrial } from './row-trial.ts';

const EXAMPLES = 3;

/** Rows between two looks at other requests: with a hundred rules they take some ten milliseconds. */
const ROWS_PER_TURN = 200;

interface RuleTally {
  fired: number;
  errors: number;
  readonly examples: string[];
}

/** Counts what serving parameters would have done to logged rows. */
export class ParameterTrialRun {
  readonly #endpoint: string;
  readonly #trial: RowTrial;
  readonly #redacted: ReadonlySet<string>;
  readonly #unitIsPlain: boolean;
  readonly #rules: Map<string, RuleTally>;
  readonly #decisions = new Map<string, { before: number; after: number }>();
  readonly #features = new Set<string>();
  #rows = 0;
  #from: string | null = null;
  #to: string | null = null;
  #decisionsChanged = 0;
  #reassigned = 0;
  #adjusted = 0;

  constructor(endpoint: string, values: ServingParameterValues, variants: readonly NamedVariant[]) {
    const { conditions = [], inputRules = [], outputRules = [], log } = values;
    this.#endpoint = endpoint;
    this.#trial = new RowTrial(endpoint, values, variants);
    this.#redacted = new Set(Object.keys(log?.redact ?? {}));
    this.#unitIsPlain = (log?.unit ?? 'plain') === 'plain';
    this.#rules = new Map(
      [...inputRules, ...conditions, ...outputRules].map(({ name }) => [
        name,
        { fired: 0, errors: 0, examples: [] },
      ]),
    );
  }

  /** Lets other requests in between; the rules are pure, the time is theirs. */
  async over(rows: readonly LoggedRow[]): Promise<ParameterTrial> {
    for (const [i, row] of rows.entries()) {
      this.#count(row, this.#trial.of(row));
      if (i % ROWS_PER_TURN === ROWS_PER_TURN - 1) await setImmediate();
    }
    return this.#result();
  }

  #count(row: LoggedRow, outcome: RowOutcome): void {
    const before = describeDecision(row.decision);
    const { decision: after, fired, failed, reassigned, adjusted } = outcome;
    this.#rows += 1;
    if (this.#from === null || row.at < this.#from) this.#from = row.at;
    if (this.#to === null || row.at > this.#to) this.#to = row.at;
    this.#decisionOf(before).before += 1;
    this.#decisionOf(after).after += 1;
    if (after !== before && after !== '(unknown)') this.#decisionsChanged += 1;
    if (reassigned) this.#reassigned += 1;
    if (adjusted) this.#adjusted += 1;
    for (const name of fired) {
      const tally = this.#rules.get(name)!;
      tally.fired += 1;
      if (tally.examples.length < EXAMPLES) tally.examples.push(row.id);
    }
    for (const name of failed) this.#rules.get(name)!.errors += 1;
    // The log has a column for every feature of every endpoint: only a value says that it was logged.
    for (const feature in row.input) if (row.input[feature] !== null) this.#features.add(feature);
  }

  #decisionOf(decision: string): { before: number; after: number } {
    let counted = this.#decisions.get(decision);
    if (counted === undefined) {
      counted = { before: 0, after: 0 };
      this.#decisions.set(decision, counted);
    }
    return counted;
  }

  /** What the rules read and these rows do not have as it was. */
  #notLogged(): string[] {
    return this.#trial.rules.reads
      .filter((fact) => {
        if (fact.startsWith('attributes.')) return true;
        if (fact === 'unit') return !this.#unitIsPlain;
        if (!fact.startsWith('input.')) return false;
        const feature = fact.slice('input.'.length);
        return this.#redacted.has(feature) || (this.#rows > 0 && !this.#features.has(feature));
      })
      .sort();
  }

  #result(): ParameterTrial {
    return {
      endpoint: this.#endpoint,
      rows: this.#rows,
      from: this.#from,
      to: this.#to,
      decisionsChanged: this.#decisionsChanged,
      decisions: [...this.#decisions]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([decision, counts]) => ({ decision, ...counts })),
      rules: [...this.#rules].map(([rule, tally]) => ({ rule, ...tally })),
      reassigned: this.#reassigned,
      adjusted: this.#adjusted,
      notLogged: this.#notLogged(),
    };
  }
}
