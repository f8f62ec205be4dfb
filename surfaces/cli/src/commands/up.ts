import { join } from 'node:path';
import { SlipwayError } from '@slipway/contracts';
import { createLogger } from '@slipway/platform';
import { isAlive } from '@slipway/platform/local';
import type { Command } from 'commander';
import { collectStartGarbage } from '../compose/start-garbage.ts';
import { DEFAULT_PORT_BASE, startStack } from '../supervisor/stack.ts';
import { readSupervisor } from '../supervisor/supervisor-file.ts';
import { formatDuration } from '../terminal/figures.ts';
import { printJson, printLine, printProgress } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';

/** A first start makes the database. Shorter: a busy machine is given up on; longer: a broken start is told late. */
const READY_TIMEOUT_MS = 120_000;

/** A port base given by the person: 0, or three ports in a row below 65536. */
const parsePortBase = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new SlipwayError(
      'INVALID_CONFIGURATION',
      { reason: `--port-base: "${text}" is not a port` },
      { field: 'port-base' },
    );
  }
  return port;
};

const MOST_GATEWAYS = 16;

const parseGateways = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_GATEWAYS) {
    const reason = `--gateways: "${text}" is not a number from 1 to ${MOST_GATEWAYS}`;
    throw new SlipwayError('INVALID_CONFIGURATION', { reason }, { field: 'gateways' });
  }
  return count;
};

/** Resolves on Ctrl-C, on SIGTERM, and when the process that started this one (if it said so) is gone. */
const untilEnded = (starterPid: number | undefined): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    if (starterPid === undefined) return;
    setInterval(() => {
      if (process.ppid !== starterPid) resolve();
    }, 500).unref();
  });

export const addUp = (program: Command): void => {
  subcommand(program, 'up', 'start the stack of this directory and keep it running until Ctrl-C')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port-base <port>',
      'control, log and gateway listen here and on the next two ports; 0: free ports',
      String(DEFAULT_PORT_BASE),
    )
    .option('--gateways <count>', 'gateways for a load balancer of yours (default 1)')
    .option('--one-process', 'run the predictors in the process of the gateway: lowest latency, no isolation')
    .action(
      async (
        options: { host: string; portBase: string; oneProcess?: true; gateways?: string },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const startedAt = Date.now();
        const stack = await startStack({
          directory: session.directory,
          host: options.host,
          portBase: parsePortBase(options.portBase),
          gateways: parseGateways(options.gateways ?? String(session.environment.SLIPWAY_GATEWAYS)),
          oneProcess: options.oneProcess ?? session.environment.SLIPWAY_ONE_PROCESS,
          gatewayKeyFile: session.environment.SLIPWAY_GATEWAY_KEY_FILE,
          logger: createLogger(
            'supervisor',
            session.environment.SLIPWAY_LOG_LEVEL,
            join(session.directory.logs, 'supervisor.log'),
          ),
        });
        const ended = untilEnded(session.environment.SLIPWAY_SUPERVISOR_PID);
        const interrupted = ended.then(() => 'interrupted' as const);
        try {
          const outcome = await Promise.race([
            stack.ready(READY_TIMEOUT_MS, (waiting) => printProgress(`waiting for ${waiting}`)),
            interrupted,
          ]);
          if (outcome !== 'interrupted') {
            collectStartGarbage();
            if (session.json)
              printJson({ addresses: stack.addresses, dataDirectory: session.directory.root });
            else {
              printLine(
                `Slipway is ready after ${formatDuration(Date.now() - startedAt)}, data in ${session.directory.root}`,
              );
              printLine(`  console and API  ${stack.addresses.control}   (slipway console signs you in)`);
              printLine(`  gateway          ${stack.addresses.gateway}`);
              printLine(`  warehouse        ${stack.addresses.log}`);
              printLine('Ctrl-C stops it.');
            }
          }
          await ended;
          printProgress('stopping …');
        } finally {
          await stack.stop();
        }
      },
    );

  subcommand(program, 'down', 'stop the running stack of this directory').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const supervisor = await readSupervisor(session.directory.supervisor);
      if (supervisor === null) throw new SlipwayError('NOT_RUNNING', { directory: session.directory.root });
      process.kill(supervisor.pid, 'SIGTERM');
      // Its file goes before it does.
      while (isAlive(supervisor)) await new Promise((resolve) => setTimeout(resolve, 50));
      if (session.json) printJson({ stopped: supervisor.pid });
      else printLine('The stack is stopped.');
    },
  );
};
