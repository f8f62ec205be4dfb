export { createChildProcessExecutor } from './child-process-executor.ts';
