import { type Check, type Monitor, MonitorKind } from '@slipway/contracts';
import { type Command, Option } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { time, wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';

const describeMonitors = (monitors: readonly Monitor[]): string =>
  tableOf(
    ['MONITOR', 'ENDPOINT', 'KIND', 'STATE', 'WINDOW', 'SCHEDULE'],
    monitors.map(({ id, endpoint, kind, state, windowMinutes, schedule }) => [
      id,
      endpoint,
      kind,
      state ?? 'not checked',
      `${windowMinutes} min`,
      schedule ?? 'on demand',
    ]),
    'No monitor. Create one with "slipway monitor create <endpoint> <kind>".',
  );

const describeCheck = ({ kind, endpoint, state, from, to, findings }: Check): string =>
  [
    `${kind} of ${endpoint}, ${from} to ${to}: ${state}`,
    tableOf(
      ['SUBJECT', 'STATE', 'SCORE', 'THRESHOLD', 'ROWS', 'DETAIL'],
      findings.map(({ subject, state: found, score, threshold, rows, detail }) => [
        subject,
        found,
        score?.toFixed(4),
        threshold?.toFixed(4),
        rows,
        detail,
      ]),
      '',
    ),
  ].join('\n');

export const addMonitor = (program: Command): void => {
  const monitor = group(program, 'monitor', 'watch inputs, predictions, volume and realised quality');
  subcommand(monitor, 'create <endpoint>', 'create or change a monitor')
    .addOption(
      new Option('--kind <kind>', 'what to watch').choices(MonitorKind.options).makeOptionMandatory(),
    )
    .option('--window <minutes>', 'window of a scheduled check', wholeNumber('--window'), 60)
    .option('--schedule <cron>', 'when to check; default: on demand')
    .option(
      '--minimum-predictions <n>',
      'volume: least predictions per window',
      wholeNumber('--minimum-predictions'),
    )
    .option('--webhook <url>', 'where alerts are posted')
    .option('--job <job>', 'training job of which an alert starts a run')
    .action(
      async (
        endpoint: string,
        options: {
          kind: MonitorKind;
          window: number;
          schedule?: string;
          minimumPredictions?: number;
          webhook?: string;
          job?: string;
        },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const { kind, window, ...rest } = options;
        const given = Object.fromEntries(
          Object.entries(rest).filter(
            ([name, value]) =>
              value !== undefined && ['schedule', 'minimumPredictions', 'webhook', 'job'].includes(name),
          ),
        );
        printResult(
          session.json,
          await (await session.client()).createMonitor({
            body: { endpoint, kind, windowMinutes: window, ...given },
          }),
          (made) => describeMonitors([made]),
        );
      },
    );
  subcommand(monitor, 'list', 'list monitors').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listMonitors(), describeMonitors);
  });
  subcommand(monitor, 'show <monitor>', 'show a monitor with its latest checks').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getMonitor({ params: { monitor: id } }),
        ({ monitor: shown, checks }) =>
          [describeMonitors([shown]), ...checks.map(describeCheck)].join('\n\n'),
      );
    },
  );
  subcommand(monitor, 'check <monitor>', 'check now')
    .option('--from <time>', 'start of the window (ISO 8601); needs --to', time('--from'))
    .option('--to <time>', 'end of the window (ISO 8601); needs --from', time('--to'))
    .action(async (id: string, options: { from?: string; to?: string }, command: Command) => {
      const session = sessionOf(command);
      if ((options.from === undefined) !== (options.to === undefined))
        command.error('error: give --from and --to, or neither');
      const body = options.from && options.to ? { window: { from: options.from, to: options.to } } : {};
      printResult(
        session.json,
        await (await session.client()).runCheck({ params: { monitor: id }, body }, { timeoutMs: 120_000 }),
        describeCheck,
      );
    });
  subcommand(monitor, 'remove <monitor>', 'delete a monitor').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      await (await session.client()).deleteMonitor({ params: { monitor: id } });
      printResult(session.json, { removed: id }, () => `monitor ${id} is removed.`);
    },
  );
  subcommand(monitor, 'alerts', 'list alerts, newest first').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(session.json, await (await session.client()).listAlerts(), (alerts) =>
        tableOf(
          ['ALERT', 'ENDPOINT', 'KIND', 'STATE', 'SEVERITY', 'SUMMARY', 'SINCE'],
          alerts.map(({ id, endpoint, kind, state, severity, summary, openedAt }) => [
            id,
            endpoint,
            kind,
            state,
            severity,
            summary,
            openedAt,
          ]),
          'There was no alert.',
        ),
      );
    },
  );
  subcommand(monitor, 'acknowledge <alert>', 'say that someone looks after an alert').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).acknowledgeAlert({ params: { alert: id } }),
        ({ state, acknowledgedBy }) => `alert ${id} is ${state} by ${acknowledgedBy}.`,
      );
    },
  );
};
