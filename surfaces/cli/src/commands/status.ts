import { SlipwayError, type StackStatus } from '@slipway/contracts';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { readStatus, readSupervisor } from '../supervisor/supervisor-file.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';

/** The status as the supervisor and the gateway tell it; it needs neither control nor database. */
const stackStatus = async (session: Session): Promise<StackStatus> => {
  const { directory } = session;
  const supervisor = await readSupervisor(directory.supervisor);
  const written = supervisor === null ? null : await readStatus(directory.status);
  if (supervisor === null || written === null) {
    return { dataDirectory: directory.root, running: false, startedAt: null, processes: [], endpoints: [] };
  }
  const client = await session.client();
  try {
    return { ...written, endpoints: await client.servedEndpoints({}, { timeoutMs: 2000 }) };
  } catch (error) {
    const { message, remedy } = SlipwayError.from(error);
    return { ...written, endpointsUnknown: `${message} ${remedy}` };
  }
};

const describe = ({
  running,
  dataDirectory,
  processes,
  endpoints,
  endpointsUnknown,
}: StackStatus): string => {
  if (!running) return `No stack is running on ${dataDirectory}. Start it with "slipway up".`;
  const parts = [
    tableOf(
      ['PROCESS', 'ROLES', 'PID', 'ADDRESS', 'HEALTH', 'RESTARTS', 'REASON'],
      processes.map(({ name, roles, pid, address, grpcAddress, health, restarts, reason }) => [
        name,
        roles.join(', '),
        pid,
        grpcAddress === undefined ? address : `${address}, gRPC ${grpcAddress}`,
        health,
        restarts,
        reason ?? '',
      ]),
      '',
    ),
    '',
    tableOf(
      ['ENDPOINT', 'ACTIVE', 'VARIANT', 'MODEL', 'READY', 'PARAMETERS', 'EXPERIMENTS', 'REASON'],
      endpoints.flatMap(({ name, active, variants, parametersRevision, experiments }) =>
        (variants.length > 0 ? variants : [null]).map((variant) => [
          name,
          active ? 'yes' : 'no',
          variant?.name,
          variant ? `${variant.model} v${variant.version}` : null,
          variant ? `${variant.ready} of ${variant.predictors}` : null,
          `r${parametersRevision}`,
          experiments.join(', '),
          variant?.reason ?? '',
        ]),
      ),
      endpointsUnknown === undefined
        ? 'No endpoint is open yet.'
        : `The endpoints are not known: ${endpointsUnknown}`,
    ),
  ];
  return parts.join('\n');
};

export const addStatus = (program: Command): void => {
  subcommand(program, 'status', 'show the processes and the endpoints').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(session.json, await stackStatus(session), describe);
    },
  );
};
