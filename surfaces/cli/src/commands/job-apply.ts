import {
  type Job,
  type JobDeclaration,
  type JobInput,
  jobJsonSchema,
  Name,
  SlipwayError,
} from '@slipway/contracts';
import type { Command } from 'commander';
import { judgeDeclaration } from '../compose/judge-declaration.ts';
import { locateRefusal, problemText } from '../job-file/refused-file.ts';
import { printJson, printProgress, printResult } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';
import type { JobFile } from './job-file.ts';

const FILES = '*.job.ts, *.job.yaml or .json file';

const describeOrder = (file: string, { name, steps }: JobDeclaration): string =>
  `${file} is in order: job ${name}, ${steps.map((step) => `${step.name} (${step.kind})`).join(' → ')}`;

/** Does something with the declaration of a file; what is refused is told line by line. */
const withFile = async <T>(path: string, json: boolean, act: (read: JobFile) => Promise<T>): Promise<T> => {
  let lineOf: JobFile['lineOf'] = () => undefined;
  try {
    // With it comes what reads YAML.
    const { readJobFile } = await import('./job-file.ts');
    const read = await readJobFile(path);
    lineOf = read.lineOf;
    return await act(read);
  } catch (thrown) {
    const error = locateRefusal(thrown, path, { lineOf });
    const problems = error instanceof SlipwayError ? (error.problems ?? []) : [];
    if (!json && problems.length > 1)
      for (const problem of problems) printProgress(problemText(path, problem));
    throw error;
  }
};

/** The name in the path of the request; a declaration without a usable one is refused here, with all that is wrong with it. */
const nameOf = async (value: unknown): Promise<string> => {
  const name = Name.safeParse((value as { name?: unknown } | null | undefined)?.name);
  return name.success ? name.data : (await judgeDeclaration(value)).name;
};

/** `job apply`, `job check` and `job schema`. */
export const addJobApply = (job: Command, describeJob: (job: Job) => string): void => {
  subcommand(job, 'apply <file>', `register the job of a ${FILES}`).action(
    async (file: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const applied = await withFile(file, session.json, async ({ value, code }) => {
        const name = await nameOf(value);
        const client = await session.client();
        // The job server judges it; the type is only a promise.
        return client.putJob({ params: { job: name }, body: { declaration: value as JobInput, code } });
      });
      printResult(session.json, applied, describeJob);
    },
  );
  subcommand(job, 'check <file>', `say all that is wrong with a ${FILES}; needs no running stack`).action(
    async (file: string, _options: object, command: Command) => {
      const { json } = sessionOf(command);
      const declaration = await withFile(file, json, ({ value }) => judgeDeclaration(value));
      printResult(json, declaration, (order) => describeOrder(file, order));
    },
  );
  subcommand(job, 'schema', 'print the JSON Schema of job files, for editors').action(() =>
    printJson(jobJsonSchema()),
  );
};
