import type { Client } from '@slipway/client';
import { type Deployment, DeploymentRequest, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { collect, wholeNumber } from './assignments.ts';
import { checkedInput } from './checked-input.ts';
import { sessionOf, subcommand } from './command.ts';

const describe = ({ id, release, replicas, predictors }: Deployment): string =>
  [
    `deployment ${id} of release ${release}, ${predictors.filter(({ state }) => state === 'ready').length} of ${replicas} ready`,
    ...predictors.map(
      ({ id: name, address, state, reason }) =>
        `  ${name}  ${address}  ${state}${reason ? `: ${reason}` : ''}`,
    ),
  ].join('\n');

interface DeployOptions {
  readonly replicas: number;
  readonly server: string[];
  readonly servedAs?: string;
  readonly wait: boolean;
}

const requestOf = (release: string, { replicas, server, servedAs }: DeployOptions) =>
  checkedInput(DeploymentRequest, {
    release,
    replicas,
    ...(server.length === 0 && servedAs === undefined
      ? {}
      : { external: { addresses: server, ...(servedAs === undefined ? {} : { servedAs }) } }),
  });

/** The id, and why its predictors are not ready. */
const describeUnready = (id: string, { predictors }: Deployment): string => {
  const reasons = predictors.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  return reasons.length === 0 ? id : `${id} (${reasons.join('; ')})`;
};

/** Waits until a predictor is ready. Throws DEPLOYMENT_NOT_READY with the reason of a refusal or when the time is over. */
const untilReady = async (client: Client, id: string, timeoutMs: number): Promise<Deployment> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const deployment = await client.getDeployment({ params: { deployment: id } });
    const ready = deployment.predictors.filter(({ state }) => state === 'ready').length;
    if (ready >= deployment.replicas) return deployment;
    const refused = deployment.predictors.find(({ state }) => state === 'refused');
    if (refused || Date.now() > deadline)
      throw new SlipwayError('DEPLOYMENT_NOT_READY', { deployment: describeUnready(id, deployment) });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

export const addDeploy = (program: Command): void => {
  const deploy = subcommand(
    program,
    'deploy [release]',
    'make a release runnable: predictors that have loaded it',
  )
    .option('--replicas <n>', 'number of predictors', wholeNumber('--replicas'), 1)
    .option(
      '--server <url>',
      'a server of others that serves this release in the Open Inference Protocol; repeatable; nothing is started',
      collect,
      [],
    )
    .option('--served-as <name>', 'name of the model on those servers; default: the name here')
    .option('--no-wait', 'do not wait until they are ready')
    .action(async (release: string | undefined, options: DeployOptions, command: Command) => {
      if (release === undefined) return command.help();
      const session = sessionOf(command);
      const client = await session.client();
      const deployment = await client.createDeployment({ body: requestOf(release, options) });
      printResult(
        session.json,
        options.wait ? await untilReady(client, deployment.id, 60_000) : deployment,
        describe,
      );
    });
  subcommand(deploy, 'list', 'list deployments').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listDeployments(), (all) =>
      tableOf(
        ['DEPLOYMENT', 'RELEASE', 'MODEL', 'READY', 'CREATED'],
        all.map((item) => [
          item.id,
          item.release,
          `${item.model} v${item.version}`,
          `${item.predictors.filter(({ state }) => state === 'ready').length} of ${item.replicas}`,
          item.createdAt,
        ]),
        'Nothing is deployed. Deploy a release with "slipway deploy <release>".',
      ),
    );
  });
  subcommand(deploy, 'scale <deployment> <replicas>', 'change the number of predictors').action(
    async (id: string, replicas: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const body = { replicas: wholeNumber('replicas')(replicas) };
      printResult(
        session.json,
        await (await session.client()).scaleDeployment({ params: { deployment: id }, body }),
        describe,
      );
    },
  );
  subcommand(deploy, 'remove <deployment>', 'stop a deployment that no endpoint uses').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      await (await session.client()).deleteDeployment({ params: { deployment: id } });
      printResult(session.json, { removed: id }, () => `deployment ${id} is removed.`);
    },
  );
};
