import {
  ExperimentChange,
  type ExperimentPlan,
  ExperimentPlanRequest,
  ExperimentRequest,
  SlipwayError,
} from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult } from '../terminal/output.ts';
import { collect, decimal, parseAssignments, time, wholeNumber } from './assignments.ts';
import { checkedInput } from './checked-input.ts';
import { group, sessionOf, subcommand } from './command.ts';
import {
  describeAnalysis,
  describeDeclaration,
  describeExperiment,
  describeShadows,
} from './experiment-text.ts';
import { guardrailOf } from './guardrail-option.ts';

interface StartOptions {
  readonly shadow?: true;
  readonly variant: string[];
  readonly coverage?: number;
  readonly seed?: string;
  readonly namespace?: string;
  readonly override: string[];
  readonly metric?: string;
  readonly margin?: number;
  readonly guardrail: string[];
  readonly guardrails: boolean;
  readonly minimumDays?: number;
  readonly plannedUnits?: number;
  readonly autoStop: boolean;
  readonly endsAt?: string;
}

const textAssignments = (texts: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(parseAssignments(texts)).map(([name, value]) => [name, String(value)]));

/** `checkout:0:0.5` */
const namespaceOf = (text: string) => {
  const [name, from, to, ...more] = text.split(':');
  if (name === undefined || from === undefined || to === undefined || more.length > 0)
    throw new SlipwayError(
      'INVALID_REQUEST',
      { reason: `--namespace: "${text}" is not <name>:<from>:<to>` },
      { field: '--namespace' },
    );
  return { name, from: decimal('--namespace')(from), to: decimal('--namespace')(to) };
};

/** Options that were not given are left to the contract's defaults. */
const requestOf = (name: string, options: StartOptions): ExperimentRequest => {
  const { variant, override, guardrail, guardrails, shadow, namespace, ...plain } = options;
  const weights = Object.entries(parseAssignments(variant));
  return checkedInput(ExperimentRequest, {
    ...Object.fromEntries(Object.entries(plain).filter(([key]) => key in ExperimentRequest.shape)),
    name,
    kind: shadow ? 'shadow' : 'ab',
    variants: weights.map(([arm, weight]) => ({
      variant: arm,
      weight: decimal('--variant')(String(weight)),
    })),
    overrides: textAssignments(override),
    ...(namespace === undefined ? {} : { namespace: namespaceOf(namespace) }),
    ...(guardrails ? {} : { guardrails: [] }),
    ...(guardrail.length > 0 ? { guardrails: guardrail.map(guardrailOf) } : {}),
  });
};

const describePlan = ({ unitsPerArm, units, days, method }: ExperimentPlan): string =>
  [
    `${units.toLocaleString('en')} units: ${unitsPerArm.control.toLocaleString('en')} in the control arm, ${unitsPerArm.treatment.toLocaleString('en')} in the treatment arm`,
    ...(days === null ? [] : [`${days} days`]),
    `(${method})`,
  ].join('\n');

export const addExperiment = (program: Command): void => {
  const experiment = group(program, 'experiment', 'A/B tests and shadow tests on an endpoint');
  addPlan(experiment);
  addStart(experiment);
  addChange(experiment);
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
  subcommand(experiment, 'show <endpoint> <experiment>', 'what it promised, and how it ended').action(
    async (name: string, id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const params = { endpoint: name, experiment: id };
      printResult(
        session.json,
        await (await session.client()).getExperiment({ params }),
        describeDeclaration,
      );
    },
  );
  subcommand(
    experiment,
    'analyse <endpoint> <experiment>',
    'live quality of the arms, or shadow answers beside the live ones, with the uncertainty',
  )
    .option('--until <time>', 'as it was then (ISO 8601); default: now', time('--until'))
    .action(async (name: string, id: string, options: { until?: string }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const params = { endpoint: name, experiment: id };
      const query = options.until === undefined ? {} : { until: options.until };
      const { kind } = await client.getExperiment({ params });
      if (kind === 'shadow')
        return printResult(session.json, await client.analyseShadow({ params, query }), describeShadows);
      printResult(session.json, await client.analyseExperiment({ params, query }), describeAnalysis);
    });
  subcommand(experiment, 'stop <endpoint> <experiment>', 'stop an experiment')
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

const addPlan = (experiment: Command): void => {
  subcommand(experiment, 'plan', 'units and days that an experiment needs')
    .requiredOption('--baseline <share>', 'the metric now', decimal('--baseline'))
    .requiredOption('--effect <difference>', 'smallest difference worth finding', decimal('--effect'))
    .option(
      '--deviation <number>',
      'standard deviation of the metric; default: the baseline is a share',
      decimal('--deviation'),
    )
    .option('--alpha <share>', 'chance of a false alarm; default 0.05', decimal('--alpha'))
    .option('--power <share>', 'chance to find the effect; default 0.8', decimal('--power'))
    .option('--split <share>', 'share of the units in the treatment arm; default 0.5', decimal('--split'))
    .option('--units-per-day <n>', 'units that the endpoint sees in a day', decimal('--units-per-day'))
    .option('--coverage <share>', 'share of the units that take part; default 1', decimal('--coverage'))
    .option('--single-look', 'one look at the end in place of an always-valid interval')
    .action(async (options: Record<string, unknown>, command: Command) => {
      const session = sessionOf(command);
      const body = checkedInput(ExperimentPlanRequest, {
        ...Object.fromEntries(Object.entries(options).filter(([key]) => key in ExperimentPlanRequest.shape)),
        sequential: options.singleLook !== true,
      });
      printResult(session.json, await (await session.client()).planExperiment({ body }), describePlan);
    });
};

const addStart = (experiment: Command): void => {
  subcommand(experiment, 'start <endpoint> <name>', 'start an A/B test; the first variant is the control arm')
    .requiredOption(
      '--variant <name=weight>',
      'variant and its weight; repeatable; weights of an A/B test add up to 1',
      collect,
      [],
    )
    .option('--shadow', 'a shadow test: copies of the requests; a weight is the share of them')
    .option('--coverage <share>', 'share of the units that take part', decimal('--coverage'))
    .option('--seed <text>', 'seed of the assignment; default: the id')
    .option('--namespace <name:from:to>', 'part of the units that A/B tests of one namespace share')
    .option('--override <unit=variant>', 'fixed variant of a unit; repeatable', collect, [])
    .option('--metric <name>', 'brier, logLoss or accuracy: what promotion is decided on')
    .option('--margin <number>', 'smallest harm in the metric that matters', decimal('--margin'))
    .option(
      '--guardrail <metric>',
      'errors, latency:over=200 or fallback, with :margin=0.01; repeatable; default: errors:margin=0.005',
      collect,
      [],
    )
    .option('--no-guardrails', 'guard nothing')
    .option('--minimum-days <n>', 'no promotion is recommended earlier', decimal('--minimum-days'))
    .option('--planned-units <n>', 'units per arm of the plan', wholeNumber('--planned-units'))
    .option('--no-auto-stop', 'watch only: guardrails do not stop it')
    .option('--ends-at <time>', 'end date (ISO 8601)', time('--ends-at'))
    .action(async (name: string, title: string, options: StartOptions, command: Command) => {
      const session = sessionOf(command);
      const body = requestOf(title, options);
      printResult(
        session.json,
        await (await session.client()).startExperiment({ params: { endpoint: name }, body }),
        describeExperiment,
      );
    });
};

interface ChangeOptions {
  readonly coverage?: number;
  readonly override: string[];
  readonly endsAt?: string;
  readonly withoutEnd?: true;
  readonly autoStop?: 'on' | 'off';
}

const addChange = (experiment: Command): void => {
  subcommand(experiment, 'change <endpoint> <experiment>', 'change what moves no unit')
    .option('--coverage <share>', 'may only grow', decimal('--coverage'))
    .option('--override <unit=variant>', 'the whole list of overrides; repeatable', collect, [])
    .option('--ends-at <time>', 'end date (ISO 8601)', time('--ends-at'))
    .option('--without-end', 'take the end date away')
    .option('--auto-stop <on|off>', 'whether guardrails stop it')
    .action(async (name: string, id: string, options: ChangeOptions, command: Command) => {
      const session = sessionOf(command);
      const { coverage, override, endsAt, withoutEnd, autoStop } = options;
      const body = checkedInput(ExperimentChange, {
        ...(coverage === undefined ? {} : { coverage }),
        ...(override.length > 0 ? { overrides: textAssignments(override) } : {}),
        ...(endsAt === undefined ? {} : { endsAt }),
        ...(withoutEnd ? { endsAt: null } : {}),
        ...(autoStop === undefined
          ? {}
          : { autoStop: autoStop === 'on' ? true : autoStop === 'off' ? false : autoStop }),
      });
      printResult(
        session.json,
        await (await session.client()).changeExperiment({ params: { endpoint: name, experiment: id }, body }),
        describeDeclaration,
      );
    });
};
