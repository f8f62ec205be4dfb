import type { Endpoint } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { time } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { addEndpointParameters } from './endpoint-parameters.ts';
import { describeValues } from './parameter-text.ts';

const describeRouted = ({ id, kind, variants, coverage }: Endpoint['experiments'][number]): string =>
  `${id} (${kind === 'ab' ? 'A/B' : 'shadow'}): ${variants.map(({ variant, weight }) => `${variant} ${weight}`).join(', ')}, coverage ${coverage}`;

const describeEndpoint = ({
  name,
  revision,
  champion,
  unit,
  variants,
  parameters,
  experiments,
}: Endpoint): string =>
  [
    `endpoint ${name}, routing revision ${revision}, champion ${champion ?? 'none'}`,
    `  unit        ${unit ? `${unit.from} ${unit.name}` : 'as the request says'}`,
    `  parameters  revision ${parameters.revision}: ${describeValues(parameters.values)}`,
    `  experiments ${experiments.map(describeRouted).join('; ') || 'none'}`,
    '',
    tableOf(
      ['VARIANT', 'MODEL', 'RELEASE', 'DEPLOYMENT', 'PREDICTORS'],
      variants.map(({ name: variant, model, version, release, deployment, predictors }) => [
        variant,
        `${model} v${version}`,
        release,
        deployment,
        predictors.length,
      ]),
      'No variant yet. Add one with "slipway endpoint add-variant".',
    ),
  ].join('\n');

export const addEndpoint = (program: Command): void => {
  const endpoint = group(program, 'endpoint', 'open endpoints, add variants, change serving parameters');
  subcommand(endpoint, 'list', 'list endpoints').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listEndpoints(), (all) =>
      tableOf(
        ['ENDPOINT', 'CHAMPION', 'VARIANTS', 'PARAMETERS', 'EXPERIMENTS'],
        all.map(({ name, champion, variants, parameters, experiments }) => [
          name,
          champion,
          variants.map((variant) => variant.name).join(', '),
          `r${parameters.revision}`,
          experiments.map(({ id }) => id).join(', '),
        ]),
        'No endpoint is open. Open one with "slipway endpoint open <name>".',
      ),
    );
  });
  subcommand(endpoint, 'show <endpoint>', 'show an endpoint').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getEndpoint({ params: { endpoint: name } }),
        describeEndpoint,
      );
    },
  );
  subcommand(endpoint, 'open <endpoint>', 'open an endpoint')
    .option('--unit-header <name>', 'header that holds the unit key for sticky assignment')
    .option('--unit-feature <name>', 'feature that is the unit key')
    .action(
      async (name: string, options: { unitHeader?: string; unitFeature?: string }, command: Command) => {
        const session = sessionOf(command);
        const unit = options.unitHeader
          ? { from: 'header' as const, name: options.unitHeader }
          : options.unitFeature
            ? { from: 'feature' as const, name: options.unitFeature }
            : null;
        printResult(
          session.json,
          await (await session.client()).putEndpoint({ params: { endpoint: name }, body: { unit } }),
          describeEndpoint,
        );
      },
    );
  subcommand(endpoint, 'close <endpoint>', 'close an endpoint').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      await (await session.client()).deleteEndpoint({ params: { endpoint: name } });
      printResult(session.json, { closed: name }, () => `endpoint ${name} is closed.`);
    },
  );
  subcommand(
    endpoint,
    'add-variant <endpoint> <variant> <deployment>',
    'route to a ready deployment; the first variant becomes the champion',
  ).action(async (name: string, variant: string, deployment: string, _options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(
      session.json,
      await (await session.client()).putVariant({
        params: { endpoint: name, variant },
        body: { deployment },
      }),
      describeEndpoint,
    );
  });
  subcommand(endpoint, 'remove-variant <endpoint> <variant>', 'take a variant away').action(
    async (name: string, variant: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).deleteVariant({ params: { endpoint: name, variant } }),
        describeEndpoint,
      );
    },
  );
  addEndpointParameters(endpoint);
  subcommand(endpoint, 'history <endpoint>', 'what was in production')
    .option('--at <time>', 'at this time (ISO 8601); default: all changes', time('--at'))
    .action(async (name: string, options: { at?: string }, command: Command) => {
      const session = sessionOf(command);
      const at = options.at === undefined ? {} : { at: options.at };
      printResult(
        session.json,
        await (await session.client()).endpointAt({ params: { endpoint: name }, query: at }),
        (entries) =>
          tableOf(
            ['SINCE', 'CHAMPION', 'VARIANTS', 'PARAMETERS', 'EXPERIMENTS'],
            entries.map(({ at: since, routing }) => [
              since,
              routing.champion,
              routing.variants.map((variant) => `${variant.name} (${variant.release})`).join(', '),
              `r${routing.parameters.revision}`,
              routing.experiments.map(({ id }) => id).join(', '),
            ]),
            'Nothing was in production.',
          ),
      );
    });
};
