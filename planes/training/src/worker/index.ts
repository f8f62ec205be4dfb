export { EVALUATION_FILES, EvaluationResult, EvaluationTask } from './evaluation-task.ts';
export { createWorker, type WorkerOptions } from './worker.ts';
