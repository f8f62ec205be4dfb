import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FileEnd, type FileReport, fileReport, groupReports } from './file-report.ts';
import { sessionProcesses } from './session-processes.ts';
import type { TestEvent } from './test-event.ts';

const REPORTER = new URL('./event.reporter.ts', import.meta.url).href;
const TOGETHER = ['--test', '--test-isolation=none'];
/** A child that was told to end needs a moment; more than this and the file did not wait for it. */
const GRACE_MS = 3000;

/** What is needed to run test files of one tree. */
export interface TestFileOptions {
  readonly root: string;
  /** An existing folder for what the reporter writes. */
  readonly scratch: string;
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  /** Told of files that could not share a process, before each of them runs by itself. */
  readonly onSeparated?: (files: readonly string[]) => void;
}

/** Leaders of the sessions that run now, so that an interrupted run can end them. */
const running = new Set<number>();

/** Ends every test file that runs now, with everything that it started. */
export function killRunningFiles(): void {
  for (const session of running) killSession(session);
}

/**
 * Runs test files in a process and session of their own, one after the other, and waits until all of it is gone. When the process does
 * not end well, or a test cannot be said to belong to one of them, each file runs by itself to find out which one it is.
 */
export async function runTestFiles(
  files: readonly string[],
  options: TestFileOptions,
): Promise<FileReport[]> {
  const [only, ...more] = files;
  if (only === undefined) return [];
  const { events, end } = await runInSession(files, options);
  if (more.length === 0) return [fileReport(only, events, end)];
  const reports = groupReports(files, events, end);
  if (reports !== null) return reports;
  options.onSeparated?.(files);
  const alone: FileReport[] = [];
  for (const file of files) alone.push(...(await runTestFiles([file], options)));
  return alone;
}

async function runInSession(
  files: readonly string[],
  options: TestFileOptions,
): Promise<{ events: TestEvent[]; end: FileEnd }> {
  const destination = join(options.scratch, `${randomUUID()}.jsonl`);
  const start = performance.now();
  const child = spawn(
    process.execPath,
    [
      `--test-reporter=${REPORTER}`,
      `--test-reporter-destination=${destination}`,
      ...(files.length > 1 ? TOGETHER : []),
      ...files,
    ],
    {
      cwd: options.root,
      env: childEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const session = child.pid;
  if (session !== undefined) running.add(session);
  const ended = await waitForEnd(child, options.timeoutMs);
  const leftBehind = session === undefined ? [] : await clearSession(session);
  if (session !== undefined) running.delete(session);
  const milliseconds = performance.now() - start;
  return { events: await readEvents(destination), end: { ...ended, leftBehind, milliseconds } };
}

/** Without the marks of an outer test run, which would change how node:test reports, and without colours. */
function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _context, FORCE_COLOR: _colour, ...rest } = env;
  return { ...rest, NO_COLOR: '1' };
}

interface Ended {
  readonly exit: number | string;
  readonly timedOut: boolean;
  readonly output: string;
}

/** After the end its last words need a moment to be read; a process left behind would hold the pipes open for ever. */
const LAST_WORDS_MS = 200;

/** Waits for the process, and then for its pipes, but not for longer than they need when nobody else holds them. */
function waitForEnd(child: ChildProcess, timeoutMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let timedOut = false;
    const session = child.pid;
    const timer = setTimeout(() => {
      timedOut = true;
      if (session !== undefined) killSession(session);
    }, timeoutMs);
    const end = (exit: number | string): void => {
      clearTimeout(timer);
      const finish = (): void => {
        clearTimeout(patience);
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve({ exit, timedOut, output: Buffer.concat(chunks).toString() });
      };
      const patience = setTimeout(finish, LAST_WORDS_MS);
      child.once('close', finish);
    };
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(code ?? signal ?? 1));
  });
}

/** Waits for the rest of a session to end, kills what does not, and names it. */
async function clearSession(session: number): Promise<string[]> {
  const deadline = performance.now() + GRACE_MS;
  let left = sessionProcesses(session);
  while (left.length > 0 && performance.now() < deadline) {
    await pause(50);
    left = sessionProcesses(session);
  }
  killSession(session);
  return left.map(({ pid, command }) => `${pid} ${command}`);
}

function killSession(session: number): void {
  for (const pid of [-session, ...sessionProcesses(session).map((process) => process.pid)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already, which is what was wanted.
    }
  }
}

async function readEvents(path: string): Promise<TestEvent[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  lines.pop(); // Empty, or a line that a crash cut off.
  return lines.map((line) => JSON.parse(line) as TestEvent);
}
