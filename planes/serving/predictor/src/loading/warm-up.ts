export { warmUp } from '@slipway/inference';
