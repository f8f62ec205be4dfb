/** One line that the reporter writes: a test, a suite or a hook of a suite that has ended. */
export interface TestEvent {
  /** Names from the outermost suite to the test. */
  readonly path: readonly string[];
  /** Where it is written, below the folder that the run was started in. */
  readonly file?: string;
  readonly kind: 'test' | 'suite';
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped; empty when no reason was given. */
  readonly reason?: string;
  /** The failure as text, with its stack. */
  readonly failure?: string;
  /** True when it failed only because something inside it did, which is reported on its own. */
  readonly inherited?: boolean;
  readonly milliseconds: number;
}
