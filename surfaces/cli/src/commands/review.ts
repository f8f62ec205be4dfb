import type { Review } from '@slipway/contracts';
import type { Command } from 'commander';
import { formatEstimate, shortDigest } from '../terminal/figures.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { conclusionLines, listedSlices } from './evaluation-text.ts';

const describeReview = (review: Review): string => {
  const { evidence } = review;
  const { evaluation } = evidence;
  const difference = evaluation.comparison;
  const conclusions = conclusionLines(evaluation);
  return [
    `review ${review.id}: ${review.model} version ${review.version} for endpoint ${review.endpoint}, ${review.state}`,
    `  evidence  ${review.evidenceDigest}`,
    `  author    ${review.author}, run ${evidence.lineage.run}`,
    `  rows      ${evaluation.rows} of snapshot ${shortDigest(evaluation.snapshot)}, ${evaluation.positives} positive`,
    '',
    tableOf(
      [
        'METRIC',
        'CANDIDATE',
        difference ? `CHAMPION (version ${difference.champion.version})` : 'CHAMPION',
        'DIFFERENCE',
      ],
      Object.entries(evaluation.metrics).map(([name, estimate]) => {
        const compared = difference?.metrics[name];
        return [
          name,
          formatEstimate(estimate),
          compared ? formatEstimate(compared.champion) : null,
          compared ? formatEstimate(compared.difference) : null,
        ];
      }),
      '',
    ),
    '',
    tableOf(
      ['CRITERION', 'VERDICT', 'EXPRESSION', 'VALUES'],
      evidence.criteria.map(({ name, verdict, expression, values, reason }) => [
        name,
        verdict,
        expression,
        Object.entries(values)
          .map(([path, value]) => `${path}=${value}`)
          .join(' ') || reason,
      ]),
      'No criteria were declared.',
    ),
    '',
    tableOf(
      ['SLICE', 'ROWS', 'STATUS', 'AUC', 'LOG-LOSS'],
      listedSlices(evaluation).map(({ column, value, rows, status, metrics, harm }) => [
        `${column} = ${value}`,
        rows,
        harm?.significant === true ? 'harmed' : status,
        metrics.auc ? formatEstimate(metrics.auc, 3) : null,
        metrics.logLoss ? formatEstimate(metrics.logLoss, 3) : null,
      ]),
      'No slices were declared.',
    ),
    ...(conclusions.length === 0 ? [] : ['', ...conclusions]),
    ...review.decisions.map(
      ({ verdict, by, reason, at }) => `\n${verdict} by ${by.name} (${by.subject}) at ${at}: ${reason}`,
    ),
    ...(review.release ? [`\nrelease ${review.release}`] : []),
  ].join('\n');
};

const VERDICTS = [
  ['approve', 'approve', 'approve the version: the release is signed'],
  ['reject', 'reject', 'reject the version'],
  ['request-changes', 'request-changes', 'ask the author for changes'],
] as const;

export const addReview = (program: Command): void => {
  const review = group(program, 'review', 'see what waits for a decision, and decide');
  subcommand(review, 'list', 'list reviews, newest first')
    .option('--open', 'only those that wait for a decision')
    .action(async (options: { open?: boolean }, command: Command) => {
      const session = sessionOf(command);
      const page = await (await session.client()).listReviews({
        query: options.open ? { state: 'open' } : {},
      });
      printResult(session.json, page, ({ items }) =>
        tableOf(
          ['REVIEW', 'MODEL', 'ENDPOINT', 'STATE', 'CRITERIA', 'AUTHOR', 'OPENED'],
          items.map((item) => [
            item.id,
            `${item.model} v${item.version}`,
            item.endpoint,
            item.state,
            item.evidence.criteria.map(({ verdict }) => verdict).join(' '),
            item.author,
            item.openedAt,
          ]),
          'No review is open.',
        ),
      );
    });
  subcommand(review, 'show <review>', 'show the evidence').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getReview({ params: { review: id } }),
        describeReview,
      );
    },
  );
  for (const [name, verdict, description] of VERDICTS) {
    subcommand(review, `${name} <review>`, description)
      .requiredOption('--reason <text>', 'why; it is signed with the decision')
      .option(
        '--evidence <digest>',
        'digest of the evidence that you looked at (default: the evidence as it is now)',
      )
      .option('--accept-failures', 'approve although criteria are not met')
      .option('--as <subject>', 'decide as another local reviewer, e.g. demo-reviewer')
      .action(
        async (
          id: string,
          options: { reason: string; evidence?: string; acceptFailures?: boolean },
          command: Command,
        ) => {
          const session = sessionOf(command);
          const client = await session.client();
          const evidence =
            options.evidence ?? (await client.getReview({ params: { review: id } })).evidenceDigest;
          const body = {
            verdict,
            reason: options.reason,
            evidence,
            acceptFailures: options.acceptFailures === true,
          };
          printResult(
            session.json,
            await client.decide({ params: { review: id }, body }),
            ({ state, release }) =>
              `review ${id} is ${state}${release ? `; release ${release} is signed. Deploy it with "slipway deploy ${release}".` : '.'}`,
          );
        },
      );
  }
};
