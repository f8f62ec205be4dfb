import { SlipwayError } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';

export const addAudit = (program: Command): void => {
  const audit = group(program, 'audit', 'who did what, and what answered a request');
  subcommand(audit, 'list', 'read the audit log, newest first')
    .option('--subject <subject>', 'about this release, endpoint, review …')
    .option('--limit <n>', 'at most so many', wholeNumber('--limit'), 50)
    .action(async (options: { subject?: string; limit: number }, command: Command) => {
      const session = sessionOf(command);
      const query = { limit: options.limit, ...(options.subject ? { subject: options.subject } : {}) };
      printResult(session.json, await (await session.client()).listAudit({ query }), ({ items }) =>
        tableOf(
          ['#', 'AT', 'ACTOR', 'ACTION', 'SUBJECT'],
          items.map(({ sequence, at, actor, action, subject }) => [sequence, at, actor, action, subject]),
          'Nothing happened yet.',
        ),
      );
    });
  subcommand(audit, 'verify', 'check the hash chain of the audit log').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const verification = await (await session.client()).verifyAudit();
      if (!verification.intact) throw new SlipwayError('AUDIT_BROKEN', { sequence: verification.brokenAt });
      printResult(session.json, verification, ({ entries }) => `${entries} entries, the chain is whole.`);
    },
  );
  subcommand(
    audit,
    'prediction <prediction>',
    'which model, parameters and approvals answered a request',
  ).action(async (id: string, _options: object, command: Command) => {
    const session = sessionOf(command);
    const client = await session.client();
    const logged = await client.getPrediction({ params: { prediction: id } });
    const release = String(logged.prediction.release);
    const { statement } = await client.getRelease({ params: { release } });
    const revisions = await client.listParameterRevisions({
      params: { endpoint: String(logged.prediction.endpoint) },
    });
    const parameters =
      revisions.find(({ revision }) => revision === Number(logged.prediction.parameters_revision)) ?? null;
    printResult(session.json, { ...logged, release: statement, parameters }, ({ prediction, outcome }) =>
      [
        ...Object.entries(prediction).map(([name, value]) => `${name.padEnd(20)} ${value ?? '–'}`),
        `outcome              ${outcome ? JSON.stringify(outcome) : 'not known'}`,
        `parameters           ${parameters ? `revision ${parameters.revision} by ${parameters.by}: ${JSON.stringify(parameters.values)}` : 'the defaults of the gateway'}`,
        ...statement.predicate.decisions.map(
          ({ verdict, by, at, reason }) => `${verdict.padEnd(20)} ${by.name} at ${at}: ${reason}`,
        ),
      ].join('\n'),
    );
  });
};
