export { type LoadedModel, type LoadModelOptions, loadModel, type RunOptions } from './model.ts';
export * from './rows.ts';
