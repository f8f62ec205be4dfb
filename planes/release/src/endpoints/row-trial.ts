import type { ModelSignature, ServingParameterValues } from '@slipway/contracts';
import { type CompiledRules, compileRules } from '@slipway/rules';
import type { LoggedRow } from './logged-row.ts';
import type { NamedVariant } from './parameter-problems.ts';

/** What would have become of one logged row. */
export interface RowOutcome {
  /** A class; `(rejected)`, `(inactive)`, `(none)` for regression, `(unknown)` where a model would have been asked otherwise. */
  readonly decision: string;
  readonly reassigned: boolean;
  readonly adjusted: boolean;
  /** Names of rules and conditions that fire, and of those that could not be evaluated. */
  readonly fired: readonly string[];
  readonly failed: readonly string[];
}

/** Reasons of an assignment that serving parameters do not decide. */
const KEPT: ReadonlySet<string> = new Set(['experiment', 'override', 'fallback']);

export const describeDecision = (decision: string | null): string => decision ?? '(none)';

/** Serving parameters as they would have treated logged rows. Pure but for its compiled rules. */
export class RowTrial {
  readonly rules: CompiledRules;
  readonly #endpoint: string;
  readonly #values: ServingParameterValues;
  readonly #signatures: ReadonlyMap<string, ModelSignature>;
  readonly #active: string | null;
  #failed: string[] = [];

  constructor(endpoint: string, values: ServingParameterValues, variants: readonly NamedVariant[]) {
    const { conditions = [], inputRules = [], outputRules = [], activeVariant } = values;
    this.#endpoint = endpoint;
    this.#values = values;
    this.#signatures = new Map(variants.map(({ name, signature }) => [name, signature]));
    this.#active = activeVariant ?? variants[0]?.name ?? null;
    this.rules = compileRules(
      { conditions, inputRules, outputRules },
      { onError: (rule) => this.#failed.push(rule) },
    );
  }

  /** The row under these parameters, with what was logged of it: without attributes, with its unit as it was logged. */
  of(row: LoggedRow): RowOutcome {
    this.#failed = [];
    const { decision, reassigned = false, adjusted = false, fired = [] } = this.#outcome(row);
    return { decision, reassigned, adjusted, fired, failed: this.#failed };
  }

  #outcome(row: LoggedRow): Pick<RowOutcome, 'decision'> & Partial<RowOutcome> {
    if (this.#values.activate === false) return { decision: '(inactive)' };
    const facts = { input: row.input, unit: row.unit, attributes: {}, endpoint: this.#endpoint };
    const input = this.rules.applyInput(facts);
    const { fired } = input;
    if (input.kind === 'reject') return { decision: '(rejected)', fired };
    if (input.kind === 'answer') return { decision: describeDecision(input.answer.decision), fired };
    const adjusted = input.input !== row.input;
    const chosen = this.rules.chooseVariant({ ...facts, input: input.input });
    const all = chosen === null ? fired : [...fired, chosen.condition];
    const ruled = input.kind === 'variant' ? input.variant : (chosen?.variant ?? null);
    if (this.#variantOf(row, ruled) !== row.variant) {
      return { decision: '(unknown)', reassigned: true, adjusted, fired: all };
    }
    if (adjusted) return { decision: '(unknown)', adjusted, fired: all };
    return this.#answered(row, facts, all);
  }

  #answered(
    row: LoggedRow,
    facts: Parameters<CompiledRules['applyInput']>[0],
    fired: readonly string[],
  ): Pick<RowOutcome, 'decision'> & Partial<RowOutcome> {
    const signature = this.#signatures.get(row.variant);
    if (signature === undefined) return { decision: '(unknown)', fired };
    const { variants = {}, threshold: own } = this.#values;
    const threshold = variants[row.variant]?.threshold ?? own ?? row.threshold ?? 0.5;
    const decision =
      signature.task === 'binary'
        ? (signature.classes[row.score >= threshold ? 1 : 0] ?? null)
        : row.decision;
    const scores = row.scores ?? (signature.task === 'binary' ? [1 - row.score, row.score] : [row.score]);
    const { score, variant } = row;
    const output = this.rules.applyOutput({
      ...facts,
      score,
      scores,
      decision,
      variant,
      threshold,
      signature,
    });
    const all = [...fired, ...output.fired];
    switch (output.kind) {
      case 'reject':
        return { decision: '(rejected)', fired: all };
      case 'answer':
        return { decision: describeDecision(output.answer.decision), fired: all };
      case 'variant':
        return output.variant === variant
          ? { decision: describeDecision(decision), fired: all }
          : { decision: '(unknown)', reassigned: true, fired: all };
      case 'go':
        return { decision: describeDecision(output.decision), fired: all };
    }
  }

  /** Direct addressing goes first, then rules and conditions, then experiments, then the split or the active variant. */
  #variantOf(row: LoggedRow, ruled: string | null): string | null {
    const { variants = {}, directAddressing = true } = this.#values;
    const chosen =
      row.assignment === 'direct' && directAddressing
        ? row.variant
        : (ruled ?? (KEPT.has(row.assignment ?? '') ? row.variant : this.#shared(row)));
    return chosen !== null && variants[chosen]?.activate === false ? this.#active : chosen;
  }

  /** A split is sticky by a hash that only the gateway computes: who still has a share is taken to stay. */
  #shared({ variant }: LoggedRow): string | null {
    const shares = (this.#values.weights ?? []).filter(({ weight }) => weight > 0);
    if (shares.length === 0) return this.#active;
    return shares.some((share) => share.variant === variant) ? variant : shares[0]!.variant;
  }
}
