import type { TestEvent } from './test-event.ts';

/** How the process of a test file ended. */
export interface FileEnd {
  /** Exit code, or the name of the signal that ended it. */
  readonly exit: number | string;
  readonly timedOut: boolean;
  /** Processes that outlived the file, as `pid command`. */
  readonly leftBehind: readonly string[];
  /** What the process printed. */
  readonly output: string;
  readonly milliseconds: number;
}

/** Something that the reader of a run must see. */
export interface Notice {
  readonly title: string;
  readonly text: string;
}

/** What came of one test file. */
export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly failures: readonly Notice[];
  readonly skips: readonly Notice[];
  readonly tests: readonly TestEvent[];
  readonly milliseconds: number;
}

/**
 * Counts one file. A file fails as a whole, once, when its process did not end well for another reason than a failed
 * test: it timed out, crashed, left a process behind, or held no test at all.
 */
export function fileReport(file: string, events: readonly TestEvent[], end: FileEnd): FileReport {
  const passed = events.filter((event) => event.kind === 'test' && event.outcome === 'passed').length;
  const failures = events
    .filter((event) => event.outcome === 'failed' && !event.inherited)
    .map((event): Notice => ({ title: title(file, event), text: event.failure ?? '' }));
  const skips = events
    .filter((event) => event.outcome === 'skipped')
    .map((event): Notice => ({ title: title(file, event), text: event.reason || 'no reason given' }));
  const trouble = troubleOf(
    end,
    events.length,
    failures.length > 0 || events.some((event) => event.inherited),
  );
  if (trouble) failures.push({ title: file, text: [trouble, end.output.trim()].filter(Boolean).join('\n') });
  return { file, passed, failures, skips, tests: events, milliseconds: end.milliseconds };
}

/**
 * The reports of files that shared a process. Null when they cannot be told: the process did not end well, a file holds no test, or
 * a test belongs to none of them.
 */
export function groupReports(
  files: readonly string[],
  events: readonly TestEvent[],
  end: FileEnd,
): FileReport[] | null {
  const failed = events.some((event) => event.outcome === 'failed');
  if (troubleOf(end, events.length, failed) !== undefined) return null;
  if (!events.every(({ file }) => file !== undefined && files.includes(file))) return null;
  const reports = files.map((file) => {
    const own = events.filter((event) => event.file === file);
    const outermost = own.filter(({ path }) => path.length === 1);
    const milliseconds = outermost.reduce((sum, event) => sum + event.milliseconds, 0);
    return fileReport(file, own, { ...end, exit: 0, milliseconds });
  });
  return events.length > 0 && reports.every(({ tests }) => tests.length > 0) ? reports : null;
}

function title(file: string, event: TestEvent): string {
  return `${file} › ${event.path.join(' › ')}`;
}

function troubleOf(end: FileEnd, events: number, hasFailure: boolean): string | undefined {
  if (end.timedOut)
    return `did not end within its time and was killed after ${Math.round(end.milliseconds / 1000)} s`;
  if (end.exit !== 0 && !hasFailure) return `the process ended with ${end.exit} although no test failed`;
  if (events === 0) return 'holds no test';
  if (end.leftBehind.length > 0) return `left processes behind:\n${end.leftBehind.join('\n')}`;
  return undefined;
}
