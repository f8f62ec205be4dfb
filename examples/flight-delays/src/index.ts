export { DecisionForest, LEARNERS, type Learner } from './decision-forest.ts';
export {
  FLIGHT_FEATURES,
  FLIGHT_LABEL,
  FLIGHT_SAMPLE_SQL,
  FLIGHT_SELECT_LIST,
  type FlightFeature,
  type FlightSample,
  flightSampleSql,
  LATE,
} from './flight.ts';
export { FLIGHTS_FILE } from './flights-file.ts';
export { readStepEnvironment, type StepEnvironment, type StepInput } from './step-environment.ts';
export { runTrainingStep } from './training-step.ts';
export { ConversionError, type ConversionOptions, type OnnxModel, ydfToOnnx } from './ydf-onnx/index.ts';
