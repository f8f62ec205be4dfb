import { fileURLToPath } from 'node:url';

/** Program and arguments of the evaluator's process; the path of a file that holds an EvaluationTask comes last. */
export const evaluatorCommand = (): string[] => [
  process.execPath,
  fileURLToPath(new URL('./evaluate.main.ts', import.meta.url)),
];
