import type { FileReport, Notice } from './file-report.ts';

/** The suite's budget. Above it people stop running the tests before they commit. */
const BUDGET_MS = 300_000;

/** The totals of a run. */
export interface RunTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function runTotals(reports: readonly FileReport[]): RunTotals {
  const sum = (count: (report: FileReport) => number): number =>
    reports.reduce((total, each) => total + count(each), 0);
  return {
    passed: sum((report) => report.passed),
    failed: sum((report) => report.failures.length),
    skipped: sum((report) => report.skips.length),
  };
}

/** A run is good when something ran and nothing failed. Skipping alone is not running. */
export function isGreen({ passed, failed }: RunTotals): boolean {
  return failed === 0 && passed > 0;
}

/** One line for a file that has ended, with its tests below when asked for. */
export function renderFile(report: FileReport, verbose: boolean): string {
  const counts = [
    `${report.passed} passed`,
    ...(report.failures.length > 0 ? [`${report.failures.length} FAILED`] : []),
    ...(report.skips.length > 0 ? [`${report.skips.length} skipped`] : []),
  ].join(', ');
  const mark = report.failures.length === 0 ? '✓' : '✗';
  const line = `${mark} ${report.file}  ${counts}  ${seconds(report.milliseconds)}`;
  if (!verbose) return line;
  const marks = { passed: '✓', failed: '✗', skipped: '-' };
  return [
    line,
    ...report.tests
      .filter((test) => test.kind === 'test')
      .map((test) => `    ${marks[test.outcome]} ${test.path.join(' › ')}  ${seconds(test.milliseconds)}`),
  ].join('\n');
}

/** What follows the last file: failures and skips in full, where the time went, and the plain line of totals. */
export function renderSummary(reports: readonly FileReport[], milliseconds: number): string {
  const { passed, failed, skipped } = runTotals(reports);
  const slowest = reports.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, 5);
  const over = milliseconds > BUDGET_MS ? `, OVER THE BUDGET of ${seconds(BUDGET_MS)}` : '';
  return [
    ...section(
      'FAILED',
      reports.flatMap((report) => report.failures),
    ),
    ...section(
      'SKIPPED',
      reports.flatMap((report) => report.skips),
    ),
    '',
    `${reports.length} files in ${seconds(milliseconds)}${over}`,
    `slowest: ${slowest.map((report) => `${report.file} ${seconds(report.milliseconds)}`).join(', ')}`,
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

function section(heading: string, notices: readonly Notice[]): string[] {
  if (notices.length === 0) return [];
  return ['', `── ${heading} ──`, ...notices.map(({ title, text }) => `${title}\n${indent(text)}`)];
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
