import {
  type Endpoint,
  type Experiment,
  type ExperimentAnalysis,
  type ParameterRevision,
  ServingParameterValues,
} from '@slipway/contracts';
import type { Command } from 'commander';
import { formatEstimate } from '../terminal/figures.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, decimal, parseAssignments, time } from './assignments.ts';
import { checkedInput } from './checked-input.ts';
import { group, sessionOf, subcommand } from './command.ts';

const describeValues = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'the defaults of the gateway';

const describeEndpoint = ({
  name,
  revision,
  champion,
  unit,
  variants,
  parameters,
  experiment,
}: Endpoint): string =>
  [
    `endpoint ${name}, routing revision ${revision}, champion ${champion ?? 'none'}`,
    `  unit        ${unit ? `${unit.from} ${unit.name}` : 'as the request says'}`,
    `  parameters  revision ${parameters.revision}: ${describeValues(parameters.values)}`,
    `  experiment  ${experiment ? `${experiment.id}: ${experiment.variants.map(({ variant, weight }) => `${variant} ${weight}`).join(', ')}, coverage ${experiment.coverage}` : 'none'}`,
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

const describeRevisions = (revisions: ParameterRevision[]): string =>
  tableOf(
    ['REVISION', 'VALUES', 'BY', 'REASON', 'AT'],
    revisions.map(({ revision, values, by, reason, createdAt }) => [
      revision,
      describeValues(values),
      by,
      reason,
      createdAt,
    ]),
    'No revision: the defaults of the gateway are in force.',
  );

const describeExperiment = ({
  id,
  name,
  endpoint,
  state,
  variants,
  coverage,
  conclusion,
}: Experiment): string =>
  `experiment ${id} (${name}) on ${endpoint}: ${state}, ${variants.map(({ variant, weight }) => `${variant} ${weight}`).join(', ')}, coverage ${coverage}${conclusion ? `; ${conclusion.promoted ? `promoted ${conclusion.promoted}` : 'champion kept'} by ${conclusion.by}: ${conclusion.reason}` : ''}`;

const describeAnalysis = ({ arms, comparisons, sampleRatio, recommendation }: ExperimentAnalysis): string =>
  [
    tableOf(
      ['VARIANT', 'VERSION', 'PREDICTIONS', 'UNITS', 'LABELLED', 'ERRORS', 'METRICS'],
      arms.map(({ variant, version, predictions, units, labelled, errors, metrics }) => [
        variant,
        version,
        predictions,
        units,
        labelled,
        errors,
        Object.entries(metrics)
          .map(([name, estimate]) => `${name} ${formatEstimate(estimate)}`)
          .join('  '),
      ]),
      'No prediction yet.',
    ),
    '',
    tableOf(
      ['CHALLENGER', 'METRIC', 'DIFFERENCE', 'P'],
      comparisons.map(({ variant, metric, difference, p }) => [
        variant,
        metric,
        formatEstimate(difference),
        p?.toFixed(4),
      ]),
      'Nothing to compare yet.',
    ),
    `split as planned: ${sampleRatio.ok ? 'yes' : 'NO'} (p ${sampleRatio.p.toFixed(4)})`,
    `${recommendation.action}${recommendation.variant ? ` ${recommendation.variant}` : ''}: ${recommendation.reason} (${recommendation.rule})`,
  ].join('\n');

/** `null` clears the active variant. Throws INVALID_REQUEST with every wrong parameter. */
const parseValues = (texts: readonly string[]): ServingParameterValues => {
  const given = Object.fromEntries(
    Object.entries(parseAssignments(texts)).map(([name, value]) => [name, value === 'null' ? null : value]),
  );
  return checkedInput(ServingParameterValues, given);
};

export const addEndpoint = (program: Command): void => {
  const endpoint = group(
    program,
    'endpoint',
    'open endpoints, add variants, change serving parameters, run A/B tests',
  );
  subcommand(endpoint, 'list', 'list endpoints').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listEndpoints(), (all) =>
      tableOf(
        ['ENDPOINT', 'CHAMPION', 'VARIANTS', 'PARAMETERS', 'EXPERIMENT'],
        all.map(({ name, champion, variants, parameters, experiment }) => [
          name,
          champion,
          variants.map((variant) => variant.name).join(', '),
          `r${parameters.revision}`,
          experiment?.id,
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
  subcommand(
    endpoint,
    'parameters <endpoint>',
    'show the revisions of the serving parameters, or set a new one',
  )
    .option(
      '--set <name=value>',
      'activate, activeVariant, timeoutMs, retries or threshold; repeatable',
      collect,
      [],
    )
    .option('--reason <text>', 'why; kept with the revision', '')
    .action(async (name: string, options: { set: string[]; reason: string }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const params = { endpoint: name };
      if (options.set.length === 0)
        return printResult(session.json, await client.listParameterRevisions({ params }), describeRevisions);
      const revision = await client.setParameters({
        params,
        body: { values: parseValues(options.set), reason: options.reason },
      });
      printResult(
        session.json,
        revision,
        (made) => `revision ${made.revision} of ${name}: ${describeValues(made.values)}`,
      );
    });
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
            ['SINCE', 'CHAMPION', 'VARIANTS', 'PARAMETERS', 'EXPERIMENT'],
            entries.map(({ at: since, routing }) => [
              since,
              routing.champion,
              routing.variants.map((variant) => `${variant.name} (${variant.release})`).join(', '),
              `r${routing.parameters.revision}`,
              routing.experiment?.id,
            ]),
            'Nothing was in production.',
          ),
      );
    });
  addExperiment(endpoint);
};

const addExperiment = (endpoint: Command): void => {
  const experiment = group(endpoint, 'experiment', 'A/B tests of an endpoint');
  subcommand(experiment, 'start <endpoint> <name>', 'start an A/B test; the first variant is the control arm')
    .requiredOption(
      '--variant <name=weight>',
      'variant and its weight; repeatable, weights add up to 1',
      collect,
      [],
    )
    .option('--coverage <share>', 'share of the units that take part', decimal('--coverage'), 1)
    .action(
      async (
        name: string,
        title: string,
        options: { variant: string[]; coverage: number },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const variants = Object.entries(parseAssignments(options.variant)).map(([variant, weight]) => ({
          variant,
          weight: decimal('--variant')(String(weight)),
        }));
        printResult(
          session.json,
          await (await session.client()).startExperiment({
            params: { endpoint: name },
            body: { name: title, variants, coverage: options.coverage },
          }),
          describeExperiment,
        );
      },
    );
  subcommand(experiment, 'list <endpoint>', 'list experiments, newest first').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).listExperiments({ params: { endpoint: name } }),
        (all) => all.map(describeExperiment).join('\n') || 'No experiment was started.',
      );
    },
  );
  subcommand(
    experiment,
    'show <endpoint> <experiment>',
    'live quality of the arms with its uncertainty',
  ).action(async (name: string, id: string, _options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(
      session.json,
      await (await session.client()).analyseExperiment({ params: { endpoint: name, experiment: id } }),
      describeAnalysis,
    );
  });
  subcommand(experiment, 'stop <endpoint> <experiment>', 'stop an A/B test')
    .option('--promote <variant>', 'make this variant the champion; default: keep the champion')
    .requiredOption('--reason <text>', 'why; kept with the experiment')
    .action(
      async (name: string, id: string, options: { promote?: string; reason: string }, command: Command) => {
        const session = sessionOf(command);
        const body = { promote: options.promote ?? null, reason: options.reason };
        printResult(
          session.json,
          await (await session.client()).stopExperiment({ params: { endpoint: name, experiment: id }, body }),
          describeExperiment,
        );
      },
    );
};
