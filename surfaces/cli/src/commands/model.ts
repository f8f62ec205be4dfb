import type { Evaluation, ModelVersion, Reproduction } from '@slipway/contracts';
import type { Command } from 'commander';
import { formatEstimate, shortDigest } from '../terminal/figures.ts';
import { printResult, tableOf } from '../terminal/output.ts';
import { wholeNumber } from './assignments.ts';
import { group, sessionOf, subcommand } from './command.ts';
import { addModelRows } from './model-rows.ts';
import { verdictLine } from './reproduction-text.ts';

const describeVersion = ({
  version,
  evaluations,
  reproductions,
}: {
  version: ModelVersion;
  evaluations: Evaluation[];
  reproductions: Reproduction[];
}): string => {
  const { lineage, signature } = version;
  const lines = [
    `${version.model} version ${version.version}, ${version.artifact}`,
    `  features   ${signature.features.map(({ name, kind }) => `${name} (${kind})`).join(', ')}`,
    `  run        ${lineage.run} of job ${lineage.job}, by ${lineage.author}, seed ${lineage.seed}`,
    `  snapshots  ${lineage.snapshots.map(shortDigest).join(', ')}`,
    `  code       ${lineage.code.commit ?? '(no commit)'}${lineage.code.dirty ? ' with local changes' : ''}: ${lineage.command.join(' ')}`,
    `  made with  ${Object.entries(lineage.environment)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  ];
  for (const reproduction of reproductions) lines.push(`  made again ${verdictLine(reproduction)}`);
  for (const evaluation of evaluations) {
    lines.push(
      `  evaluation ${evaluation.id} on ${evaluation.rows} rows of ${shortDigest(evaluation.snapshot)}`,
    );
    for (const [name, estimate] of Object.entries(evaluation.metrics))
      lines.push(`    ${name.padEnd(17)} ${formatEstimate(estimate)}`);
  }
  return lines.join('\n');
};

export const addModel = (program: Command): void => {
  const model = group(program, 'model', 'look at models, versions and evaluations');
  addModelRows(model);
  subcommand(model, 'list', 'list models').action(async (_options: object, command: Command) => {
    const session = sessionOf(command);
    printResult(session.json, await (await session.client()).listModels(), (models) =>
      tableOf(
        ['MODEL', 'VERSIONS', 'CREATED'],
        models.map(({ name, latestVersion, createdAt }) => [name, latestVersion, createdAt]),
        'No model is registered yet; a training run registers one.',
      ),
    );
  });
  subcommand(model, 'versions <model>', 'list the versions of a model').action(
    async (name: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      printResult(
        session.json,
        await (await session.client()).listVersions({ params: { model: name } }),
        (versions) =>
          tableOf(
            ['VERSION', 'ARTIFACT', 'RUN', 'AUTHOR', 'CREATED'],
            versions.map(({ version, artifact, lineage, createdAt }) => [
              version,
              shortDigest(artifact),
              lineage.run,
              lineage.author,
              createdAt,
            ]),
            'The model has no version.',
          ),
      );
    },
  );
  subcommand(model, 'show <model> <version>', 'show a version with lineage and evaluations').action(
    async (name: string, number: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = await session.client();
      const params = { model: name, version: wholeNumber('version')(number) };
      const [version, evaluations, reproductions] = await Promise.all([
        client.getVersion({ params }),
        client.listEvaluations({ params }),
        client.listReproductions({ params }),
      ]);
      printResult(session.json, { version, evaluations, reproductions }, describeVersion);
    },
  );
};
