export { type LoadedModel, type LoadModelOptions, loadModel } from './model.ts';
export * from './rows.ts';
