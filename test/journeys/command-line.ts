import assert from 'node:assert/strict';
import { runCommand } from '../stack/run-command.ts';

/** What a person at a terminal never wants to read. */
const ARTEFACTS = /undefined|\[object |NaN|Invalid Date/;

/**
 * The `slipway` command on one data directory, as scripts and people use it.
 * @param start how a command is run: in this process, or in one of its own (`runSlipway`).
 */
export const commandLine = (directory: string, start = runCommand) => {
  const run = (...parameters: string[]) => start(...parameters, '--data-dir', directory);

  /** The result of `--json`. The command must succeed. */
  const json = async <T>(...parameters: string[]): Promise<T> => {
    const { code, stdout, stderr } = await run(...parameters, '--json');
    assert.equal(code, 0, `slipway ${parameters.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };

  /** What a person reads. The command must succeed and say something, in words. */
  const text = async (...parameters: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(...parameters);
    assert.equal(code, 0, `slipway ${parameters.join(' ')}: ${stderr}`);
    assert.notEqual(stdout.trim(), '', `slipway ${parameters.join(' ')} says something`);
    assert.doesNotMatch(stdout, ARTEFACTS, `slipway ${parameters.join(' ')}`);
    return stdout;
  };

  /** Both forms of a command that changes nothing. */
  const both = async <T>(...parameters: string[]): Promise<[T, string]> =>
    Promise.all([json<T>(...parameters), text(...parameters)]);

  /** The command must fail with this exit code and one line, `CODE: what is wrong. What to do.`; returns the line. */
  const fails = async (exit: number, code: string, ...parameters: string[]): Promise<string> => {
    const { code: actual, stdout, stderr } = await run(...parameters);
    const line = stderr.trimEnd();
    assert.deepEqual(
      [actual, line.split(':')[0]],
      [exit, code],
      `slipway ${parameters.join(' ')}: ${stderr}`,
    );
    assert.equal(stdout, '');
    assert.match(line, /^[A-Z_]+: [^\n]+[.)"] [^\n]+\.$/, 'one line with a sentence and the way out');
    assert.doesNotMatch(line, ARTEFACTS);
    return line;
  };

  /** Failures of `[exit code, error code, parameters, what the line names]`, some at once. */
  const allFail = async (...cases: [number, string, string[], RegExp?][]): Promise<void> => {
    const waiting = [...cases];
    const lane = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [exit, code, parameters, named] = next;
        const line = await fails(exit, code, ...parameters);
        if (named) assert.match(line, named);
      }
    };
    await Promise.all([lane(), lane()]);
  };

  return { run, json, text, both, fails, allFail };
};

/** The stable shape of a result: exactly these keys. */
export const hasKeys = (value: unknown, ...keys: string[]): void => {
  assert.deepEqual(Object.keys(value as object).sort(), [...keys].sort());
};
