import type { FixedAnswer, ModelSignature, Row } from '@slipway/contracts';

/** What conditions and input rules can read of one row. */
export interface InputFacts {
  readonly input: Row;
  /** Unit key; null when nothing names one. */
  readonly unit: string | null;
  /** By lower-case name; a name that is not there reads as ''. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly endpoint: string;
}

/** What output rules can read of one answered row. */
export interface OutputFacts extends InputFacts {
  /** Probability of the positive class, of the decided class, or the regression value. */
  readonly score: number;
  readonly scores: readonly number[];
  /** Class after the threshold; null for regression. */
  readonly decision: string | null;
  readonly variant: string;
  readonly threshold: number;
  /** Of the variant that answered: an adjusted score or threshold decides again between its classes. Not read by expressions. */
  readonly signature: Pick<ModelSignature, 'task' | 'classes'>;
}

/** How a rule ends the list. `fired`: names of all rules that fired, in order; the last one is `rule`. */
export type VerdictEnd =
  | {
      readonly kind: 'reject';
      readonly rule: string;
      readonly message: string;
      readonly fired: readonly string[];
    }
  | {
      readonly kind: 'answer';
      readonly answer: FixedAnswer;
      readonly rule: string;
      readonly fired: readonly string[];
    };

/** `input` is the row after every `adjust`; the row of the facts itself when none fired. */
export type InputVerdict =
  | VerdictEnd
  | { readonly kind: 'go'; readonly input: Row; readonly fired: readonly string[] }
  | {
      readonly kind: 'variant';
      readonly variant: string;
      readonly input: Row;
      readonly rule: string;
      readonly fired: readonly string[];
    };

/** `variant` asks for the answer of another variant in place of this one. */
export type OutputVerdict =
  | VerdictEnd
  | {
      readonly kind: 'go';
      readonly score: number;
      readonly decision: string | null;
      readonly threshold: number;
      readonly fired: readonly string[];
    }
  | {
      readonly kind: 'variant';
      readonly variant: string;
      readonly rule: string;
      readonly fired: readonly string[];
    };

export interface ConditionVerdict {
  readonly variant: string;
  readonly condition: string;
}
