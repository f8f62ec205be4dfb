export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { type GivenDefault, servingDefaults } from './parameters/serving-defaults.ts';
export type { LocalAnswer, LocalPredictor, LocalPredictors } from './resilience/local-predictors.ts';
