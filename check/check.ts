/** What a check found. */
export interface Outcome {
  readonly ok: boolean;
  /** A few words for the line of the check, such as `214 files`. */
  readonly summary: string;
  /** Everything that a person needs to mend it; empty when it is green. */
  readonly details: string;
}

/** One line of `npm run check`. */
export interface Check {
  readonly name: string;
  /** What it makes sure of, for `--help`. */
  readonly about: string;
  readonly run: () => Promise<Outcome>;
}
