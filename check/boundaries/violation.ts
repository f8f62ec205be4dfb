/** One place where the tree breaks a rule. */
export interface Violation {
  /** Path from the root of the tree, with forward slashes. */
  readonly path: string;
  /** Line, counted from 1; absent when the whole file or folder is meant. */
  readonly line?: number;
  /** What is wrong and what to do instead, in one sentence. */
  readonly message: string;
}

/** `path:line  message`, the form that editors turn into a link. */
export function formatViolation(violation: Violation): string {
  const place = violation.line === undefined ? violation.path : `${violation.path}:${violation.line}`;
  return `${place}  ${violation.message}`;
}
