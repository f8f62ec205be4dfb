import { fileURLToPath } from 'node:url';

/** Program and arguments of the evaluator's process for a file that holds an EvaluationTask. */
export const evaluatorCommand = (taskFile: string): string[] => [
  process.execPath,
  fileURLToPath(new URL('./evaluate.main.ts', import.meta.url)),
  taskFile,
];
