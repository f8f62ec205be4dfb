import { type Outcome, OutcomesRequest, PredictionRequest, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, parseAssignments, time } from './assignments.ts';
import { checkedInput } from './checked-input.ts';
import { sessionOf, subcommand } from './command.ts';
import { jsonOf } from './given-file.ts';

export const addPredict = (program: Command): void => {
  subcommand(program, 'predict <endpoint>', 'ask an endpoint through the gateway')
    .option('-f, --feature <name=value>', 'feature of one row; repeatable', collect, [])
    .option('--file <path>', 'JSON file with {"rows": [...]}; - reads standard input')
    .option('--unit <key>', 'unit key for sticky assignment')
    .action(
      async (
        name: string,
        options: { feature: string[]; file?: string; unit?: string },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const given = checkedInput(
          PredictionRequest,
          options.file ? await jsonOf(options.file) : { rows: [parseAssignments(options.feature)] },
        );
        const body = options.unit === undefined ? given : { ...given, unit: options.unit };
        printResult(
          session.json,
          await (await session.client()).predict({ params: { endpoint: name }, body }),
          ({ variant, model, version, parametersRevision, predictions }) =>
            [
              `${model} version ${version} (variant ${variant}, parameters r${parametersRevision})`,
              tableOf(
                ['PREDICTION', 'SCORE', 'DECISION'],
                predictions.map(({ id, score, decision }) => [id, score.toFixed(6), decision]),
                '',
              ),
            ].join('\n'),
        );
      },
    );

  subcommand(program, 'outcome [prediction] [label]', 'send the ground truth of a prediction')
    .option('--at <time>', 'when the truth was known (ISO 8601)', time('--at'))
    .option(
      '--file <path>',
      'JSON file with {"outcomes": [{"predictionId", "label"}]}; - reads standard input',
    )
    .action(
      async (
        prediction: string | undefined,
        label: string | undefined,
        options: { at?: string; file?: string },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const single = (): { outcomes: Outcome[] } => {
          if (prediction === undefined || label === undefined)
            throw new SlipwayError(
              'OUTCOME_INVALID',
              { reason: 'a prediction id and a label are needed' },
              { field: 'prediction' },
            );
          const { value } = parseAssignments([`value=${label}`]);
          return {
            outcomes: [
              {
                predictionId: prediction,
                label: value as Outcome['label'],
                ...(options.at ? { at: options.at } : {}),
              },
            ],
          };
        };
        const body = checkedInput(OutcomesRequest, options.file ? await jsonOf(options.file) : single());
        printResult(
          session.json,
          await (await session.client()).sendOutcomes({ body }),
          ({ accepted }) => `${accepted} accepted.`,
        );
      },
    );
};
