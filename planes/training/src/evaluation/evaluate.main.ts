import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import { writeAtomically } from '@slipway/platform';
import { EVALUATION_FILES } from '../worker/evaluation-task.ts';
import { evaluate } from './evaluate.ts';
import { impossible } from './impossible.ts';
import { readTask } from './read-task.ts';

/** Exit codes: 2 the evaluation is refused, and a retry would be too; 1 anything else. */
const REFUSED = 2;
const CRASHED = 1;

let output: string | undefined;
try {
  const taskFile = process.argv[2];
  if (taskFile === undefined) throw impossible('name the file evaluate.json as the only argument');
  const task = await readTask(taskFile);
  output = task.output;
  const { seconds } = await evaluate(task, (line) => process.stdout.write(`${line}\n`));
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`evaluated in ${seconds} s with ${megabytes} MB\n`);
} catch (thrown) {
  const error = SlipwayError.from(thrown);
  const { kind, code, message, remedy } = error;
  process.stderr.write(`${code}: ${message} ${remedy}`.replaceAll(/\s+/g, ' ') + '\n');
  process.exitCode = kind === 'internal' ? CRASHED : REFUSED;
  // A crash leaves no problem behind, because a problem says that a retry would not help.
  if (output !== undefined && kind !== 'internal')
    await writeAtomically(join(output, EVALUATION_FILES.problem), JSON.stringify(error));
}
