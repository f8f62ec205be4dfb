import type { JobWebhook, NewJobWebhook } from '@slipway/contracts';
import type { Command } from 'commander';
import { printResult } from '../terminal/output.ts';
import { sessionOf, subcommand } from './command.ts';

const describeNew = (address: string, webhook: NewJobWebhook): string =>
  [
    `POST ${address}${webhook.path} starts a run of ${webhook.job}.`,
    `  secret            ${webhook.secret}`,
    `  notification key  ${webhook.notificationKey}`,
    'They are shown once. Sign a call like this:',
    `  body='{"parameters":{}}'; t=$(date +%s)`,
    `  v1=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')`,
    `  curl -H "x-slipway-signature: t=$t,v1=$v1" -d "$body" ${address}${webhook.path}`,
  ].join('\n');

const describe = (webhook: JobWebhook | null): string =>
  webhook === null
    ? 'The webhook is closed. Open it with "slipway job webhook <job>".'
    : `${webhook.path}: opened by ${webhook.createdBy} at ${webhook.createdAt}, last used ${webhook.lastUsedAt ?? 'never'}`;

interface WebhookOptions {
  readonly show?: boolean;
  readonly off?: boolean;
}

export const addJobWebhook = (job: Command): void => {
  subcommand(job, 'webhook <job>', 'open the webhook of a job, or give it a new secret')
    .option('--show', 'only tell whether it is open')
    .option('--off', 'close it')
    .action(async (name: string, options: WebhookOptions, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const input = { params: { job: name } };
      if (options.off) await client.removeJobWebhook(input);
      if (options.off || options.show) {
        const answer = await client.getJobWebhook(input);
        return printResult(session.json, answer, ({ webhook }) => describe(webhook));
      }
      const { control } = await session.addresses();
      printResult(session.json, await client.createJobWebhook(input), (webhook) =>
        describeNew(control, webhook),
      );
    });
};
