import { readFile } from 'node:fs/promises';
import { Envelope, type ReleaseStatement, SlipwayError, TrustedKeys } from '@slipway/contracts';
import { digestOfFile, readJson } from '@slipway/platform/local';
import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { shortDigest } from '../terminal/figures.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { group, sessionOf, subcommand } from './command.ts';

const describeStatement = ({ predicate }: ReleaseStatement): string =>
  [
    `${predicate.model} version ${predicate.version} for endpoint ${predicate.plan.endpoint} (${predicate.plan.pattern}), release number ${predicate.sequence}`,
    `  artifact   ${predicate.artifact}`,
    `  evidence   ${predicate.evidence}`,
    `  snapshots  ${predicate.lineage.snapshots.join(', ')}`,
    `  code       ${predicate.lineage.code.commit ?? '(no commit)'}, run ${predicate.lineage.run}`,
    `  criteria   ${predicate.criteria.map(({ name, verdict }) => `${name}: ${verdict}`).join('; ') || 'none'}`,
    ...predicate.decisions.map(
      ({ verdict, by, at, reason }) =>
        `  ${verdict.padEnd(10)} ${by.name}${by.unattended ? ' — nobody looked' : ''} at ${at}: ${reason}`,
    ),
  ].join('\n');

const jsonIn = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
};

/** The envelope of a release id, or of a file that holds one. */
const envelopeOf = async (session: Session, idOrFile: string): Promise<Envelope> => {
  const content = await readFile(idOrFile, 'utf8').catch(() => null);
  if (content === null)
    return (await (await session.client()).getRelease({ params: { release: idOrFile } })).release.envelope;
  const parsed = Envelope.safeParse(jsonIn(content));
  if (!parsed.success)
    throw new SlipwayError(
      'RELEASE_UNSIGNED',
      { reason: `${idOrFile} is not a DSSE envelope` },
      { cause: parsed.error },
    );
  return parsed.data;
};

/** Signature, approvals and the bytes of the model, checked here and not by the server. */
const verify = async (session: Session, idOrFile: string) => {
  const keys = TrustedKeys.safeParse(await readJson(session.directory.trustedKeys));
  if (!keys.success)
    throw new SlipwayError('NOT_FOUND', { what: 'Trusted keys file', name: session.directory.trustedKeys });
  const [{ verifyRelease }, { composeBlobs }] = await Promise.all([
    import('@slipway/platform'),
    import('../compose/blobs.ts'),
  ]);
  const statement = verifyRelease(await envelopeOf(session, idOrFile), keys.data);
  const { artifact } = statement.predicate;
  const actual = await digestOfFile(await composeBlobs(session.directory).path(artifact));
  if (actual !== artifact)
    throw new SlipwayError('DIGEST_MISMATCH', { what: 'The model file', actual, expected: artifact });
  return { verified: true, statement };
};

export const addRelease = (program: Command): void => {
  const release = group(program, 'release', 'look at signed releases, verify them, take one back');
  subcommand(release, 'list', 'list releases, newest first').action(
    async (_options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(session.json, await (await session.client()).listReleases(), ({ items }) =>
        tableOf(
          ['RELEASE', 'MODEL', 'ENDPOINT', 'ARTIFACT', 'STATE', 'SIGNED'],
          items.map((item) => [
            item.id,
            `${item.model} v${item.version}`,
            item.endpoint,
            shortDigest(item.artifact),
            item.state,
            item.createdAt,
          ]),
          'Nothing was released yet. A reviewer approves with "slipway review approve".',
        ),
      );
    },
  );
  subcommand(release, 'show <release>', 'show what was signed').action(
    async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).getRelease({ params: { release: id } }),
        ({ statement }) => describeStatement(statement),
      );
    },
  );
  subcommand(release, 'revoke <release>', 'take a release back: nothing loads it or routes to it any more')
    .requiredOption('--reason <text>', 'why; kept in the audit log')
    .option(
      '--force',
      'also while it answers requests: experiments stop, its endpoint may have nobody to answer',
    )
    .action(async (id: string, options: { reason: string; force?: true }, command: Command) => {
      const session = sessionOf(command);
      const body = { reason: options.reason, force: options.force === true };
      printResult(
        session.json,
        await (await session.client()).revokeRelease({ params: { release: id }, body }),
        (revoked) => `release ${revoked.id} is ${revoked.state}.`,
      );
    });
  subcommand(
    release,
    'verify <release-or-file>',
    'check signature, approvals and the digest of the model file',
  ).action(async (id: string, _options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(
      session.json,
      await verify(session, id),
      ({ statement }) => `verified: signature, approvals and model file\n${describeStatement(statement)}`,
    );
  });
};
