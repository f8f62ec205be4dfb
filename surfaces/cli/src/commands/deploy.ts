import type { Client } from '@slipway/client';
import { type Deployment, SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { sessionOf, subcommand } from './command.ts';

const describe = ({ id, release, replicas, predictors }: Deployment): string =>
  [
    `deployment ${id} of release ${release}, ${predictors.filter(({ state }) => state === 'ready').length} of ${replicas} ready`,
    ...predictors.map(
      ({ id: name, address, state, reason }) =>
        `  ${name}  ${address}  ${state}${reason ? `: ${reason}` : ''}`,
    ),
  ].join('\n');

/** Waits until a predictor is ready. Throws DEPLOYMENT_NOT_READY with the reason of a refusal or when the time is over. */
const untilReady = async (client: Client, id: string, timeoutMs: number): Promise<Deployment> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const deployment = await client.getDeployment({ params: { deployment: id } });
    const ready = deployment.predictors.filter(({ state }) => state === 'ready').length;
    if (ready >= deployment.replicas) return deployment;
    const refused = deployment.predictors.find(({ state }) => state === 'refused');
    if (refused || Date.now() > deadline)
      throw new SlipwayError('DEPLOYMENT_NOT_READY', { deployment: id }, { cause: refused?.reason });
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
    .option('--no-wait', 'do not wait until they are ready')
    .action(
      async (release: string | undefined, options: { replicas: number; wait: boolean }, command: Command) => {
        if (release === undefined) return command.help();
        const session = sessionOf(command);
        const client = await session.client();
        const deployment = await client.createDeployment({ body: { release, replicas: options.replicas } });
        printResult(
          session.json,
          options.wait ? await untilReady(client, deployment.id, 60_000) : deployment,
          describe,
        );
      },
    );
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
