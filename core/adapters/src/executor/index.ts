export { createChildProcessExecutor } from './child-process-executor.ts';
export { chooseIsolation, type IsolationSetting } from './isolation/choose-isolation.ts';
export type { StepIsolation } from './isolation/step-isolation.ts';
