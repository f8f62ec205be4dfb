import { defineJob } from '@slipway/contracts';
import flightDelays from './flight-delays.job.ts';
import { FLIGHT_FEATURES, FLIGHT_LABEL } from './src/flight.ts';

const features = FLIGHT_FEATURES.map(({ name }) => `input_${name} as ${name}`).join(', ');

/** Logged predictions with their outcome. A fifth of the routes is held out by a hash that never changes. */
const loggedFlights = (part: 'training' | 'holdout'): string => `
  select ${features}, cast(outcome_value as integer) as ${FLIGHT_LABEL}
  from labelled
  where endpoint = 'flight-delays' and outcome_value is not null
    and (md5_number_lower(unit) % 5 = 0) = ${part === 'holdout'}
  order by id`;

/** The loop closes: the prediction log and the outcomes that came back are the training data. */
export default defineJob({
  ...flightDelays,
  name: 'flight-delays-retraining',
  description:
    'Trains on the logged predictions and their outcomes; its version waits for a review like any other',
  parameters: { learner: 'GradientBoostedTrees' },
  steps: [
    { kind: 'snapshot', name: 'training', sql: loggedFlights('training') },
    {
      kind: 'command',
      name: 'train',
      needs: ['training'],
      command: ['node', 'src/train.ts'],
      timeoutSeconds: 600,
    },
  ],
  evaluate: { ...flightDelays.evaluate, label: FLIGHT_LABEL, holdout: loggedFlights('holdout') },
});
