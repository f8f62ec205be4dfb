import type { Client } from '@slipway/client';
import { type ServingParameterValues, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult } from '../terminal/output.ts';
import { collect, wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { clearedParameters, givenParameters } from './parameter-input.ts';
import {
  describeDifferences,
  describeInForce,
  describeRevision,
  describeRevisions,
  describeTrial,
} from './parameter-text.ts';
import { parameterDifferences, parametersInForce } from './parameters-in-force.ts';

const ASSIGNMENTS = '[name=value...]';
const FILE = ['--file <path>', 'JSON or YAML file with parameters, e.g. rules; - is standard input'] as const;
const REASON = ['--reason <text>', 'why; kept with the revision', ''] as const;

const latestValues = async (client: Client, endpoint: string): Promise<ServingParameterValues> =>
  (await client.listParameterRevisions({ params: { endpoint } }))[0]?.values ?? {};

const refuseNothing = (given: boolean, command: string): void => {
  if (given) return;
  const reason = 'give name=value, a --file or an --unset';
  throw new SlipwayError('INVALID_USAGE', { reason, command: `slipway endpoint parameters ${command}` });
};

interface Change {
  readonly file?: string;
  readonly unset: string[];
}

/** What `set` and `try` are given, as the body of their routes. */
const changeOf = async (
  client: Client,
  endpoint: string,
  texts: readonly string[],
  { file, unset }: Change,
) => {
  const inForce = () => latestValues(client, endpoint);
  const cleared = unset.length === 0 ? { values: {}, unset: [] } : clearedParameters(unset, await inForce());
  const values = await givenParameters(texts, file, inForce);
  return { values: { ...cleared.values, ...values }, unset: cleared.unset };
};

/** `slipway endpoint parameters …`: serving parameters are shown, set, tried on logged traffic and rolled back. */
export const addEndpointParameters = (endpoint: Command): void => {
  const parameters = group(
    endpoint,
    'parameters',
    'serving parameters: show those in force, set, try and roll back',
  );
  addShow(parameters);
  addChanges(parameters);
  addHistory(parameters);
};

const addShow = (parameters: Command): void => {
  const description = 'show the parameters in force and where each comes from';
  subcommand(parameters, 'show <endpoint>', description, { isDefault: true }).action(
    async (endpoint: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const revisions = await (await session.client()).listParameterRevisions({ params: { endpoint } });
      const shown = {
        endpoint,
        revision: revisions[0]?.revision ?? 0,
        parameters: parametersInForce(revisions),
      };
      printResult(
        session.json,
        shown,
        (all) => `endpoint ${endpoint}, revision ${all.revision}\n\n${describeInForce(all.parameters)}`,
      );
    },
  );
};

const addChanges = (parameters: Command): void => {
  subcommand(
    parameters,
    `set <endpoint> ${ASSIGNMENTS}`,
    'set parameters in a new revision, e.g. threshold=0.4 log.sampling=0.1 weights=v1:0.9,v2:0.1',
  )
    .option(...FILE)
    .option('--unset <name>', 'go back to the default of the gateway; repeatable', collect, [])
    .option(...REASON)
    .action(
      async (endpoint: string, texts: string[], options: Change & { reason: string }, command: Command) => {
        refuseNothing(texts.length > 0 || options.file !== undefined || options.unset.length > 0, 'set');
        const session = sessionOf(command);
        const client = await session.client();
        const change = await changeOf(client, endpoint, texts, options);
        const body = { ...change, reason: options.reason };
        printResult(
          session.json,
          await client.setParameters({ params: { endpoint }, body }),
          describeRevision,
        );
      },
    );
  subcommand(
    parameters,
    'unset <endpoint> <name...>',
    'go back to the defaults of the gateway in a new revision; variants.v2 and the like take away a part',
  )
    .option(...REASON)
    .action(async (endpoint: string, names: string[], options: { reason: string }, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const body = {
        ...clearedParameters(names, await latestValues(client, endpoint)),
        reason: options.reason,
      };
      printResult(session.json, await client.setParameters({ params: { endpoint }, body }), describeRevision);
    });
  subcommand(
    parameters,
    `try <endpoint> ${ASSIGNMENTS}`,
    'what a change would have done to logged traffic; nothing is changed',
  )
    .option(...FILE)
    .option('--unset <name>', 'try it without this parameter; repeatable', collect, [])
    .option('--rows <n>', 'newest logged rows to try it on', wholeNumber('--rows'), 10_000)
    .action(
      async (endpoint: string, texts: string[], options: Change & { rows: number }, command: Command) => {
        const session = sessionOf(command);
        const client = await session.client();
        const change = await changeOf(client, endpoint, texts, options);
        const body = { ...change, rows: options.rows };
        printResult(
          session.json,
          await client.tryParameters({ params: { endpoint }, body }, { timeoutMs: 120_000 }),
          describeTrial,
        );
      },
    );
  subcommand(
    parameters,
    'rollback <endpoint> <revision>',
    'set the parameters of an earlier revision again, in a new one',
  )
    .option(...REASON)
    .action(async (endpoint: string, text: string, { reason }: { reason: string }, command: Command) => {
      const session = sessionOf(command);
      const body = { revision: wholeNumber('revision')(text), reason };
      printResult(
        session.json,
        await (await session.client()).rollbackParameters({ params: { endpoint }, body }),
        describeRevision,
      );
    });
};

const addHistory = (parameters: Command): void => {
  subcommand(parameters, 'history <endpoint>', 'all revisions, newest first').action(
    async (endpoint: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).listParameterRevisions({ params: { endpoint } }),
        describeRevisions,
      );
    },
  );
  subcommand(parameters, 'diff <endpoint> <a> <b>', 'what two revisions set differently').action(
    async (endpoint: string, a: string, b: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const revisions = await (await session.client()).listParameterRevisions({ params: { endpoint } });
      const [before, after] = [a, b].map((text) => {
        const number = wholeNumber('revision')(text);
        const found = revisions.find(({ revision }) => revision === number);
        if (found === undefined)
          throw new SlipwayError('NOT_FOUND', { what: 'Parameter revision', name: `${endpoint} ${text}` });
        return found.values;
      });
      printResult(session.json, parameterDifferences(before ?? {}, after ?? {}), describeDifferences);
    },
  );
};
