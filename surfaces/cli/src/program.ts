import { Command } from 'commander';
import { withGlobalOptions, withUsageErrors } from './commands/command.ts';

type Add = (program: Command) => void;

/** In the order of the loop: start, train, sign off, serve, watch. The words that each part adds, and how it is loaded. */
const PARTS: readonly { readonly words: readonly string[]; readonly load: () => Promise<Add> }[] = [
  { words: ['up', 'down'], load: async () => (await import('./commands/up.ts')).addUp },
  { words: ['status'], load: async () => (await import('./commands/status.ts')).addStatus },
  { words: ['dataset'], load: async () => (await import('./commands/dataset.ts')).addDataset },
  { words: ['job'], load: async () => (await import('./commands/job.ts')).addJob },
  { words: ['secret'], load: async () => (await import('./commands/secret.ts')).addSecret },
  { words: ['run'], load: async () => (await import('./commands/run.ts')).addRun },
  { words: ['search'], load: async () => (await import('./commands/search.ts')).addSearch },
  { words: ['tracking'], load: async () => (await import('./commands/tracking.ts')).addTracking },
  { words: ['model'], load: async () => (await import('./commands/model.ts')).addModel },
  { words: ['review'], load: async () => (await import('./commands/review.ts')).addReview },
  { words: ['release'], load: async () => (await import('./commands/release.ts')).addRelease },
  { words: ['deploy'], load: async () => (await import('./commands/deploy.ts')).addDeploy },
  { words: ['endpoint'], load: async () => (await import('./commands/endpoint.ts')).addEndpoint },
  { words: ['experiment'], load: async () => (await import('./commands/experiment.ts')).addExperiment },
  { words: ['predict', 'outcome'], load: async () => (await import('./commands/predict.ts')).addPredict },
  { words: ['monitor'], load: async () => (await import('./commands/monitor.ts')).addMonitor },
  { words: ['sql'], load: async () => (await import('./commands/sql.ts')).addSql },
  { words: ['audit'], load: async () => (await import('./commands/audit.ts')).addAudit },
  { words: ['console'], load: async () => (await import('./commands/console.ts')).addConsole },
];

/**
 * The commands. Nothing runs until it is parsed.
 * @param word the first word of the command line: where a part has it, only that part is loaded. Loading all takes longer than most commands.
 */
export const createProgram = async (word?: string): Promise<Command> => {
  const program = withGlobalOptions(withUsageErrors(new Command('slipway')))
    .description('Train, sign off, serve: a machine-learning platform in which a person decides what serves.')
    .version('0.1.0')
    .addHelpText(
      'after',
      '\nExit codes: 1 internal, 2 invalid, 3 not allowed, 4 not found, 5 conflict, 6 unavailable, 7 integrity.',
    );
  const asked = PARTS.filter(({ words }) => word !== undefined && words.includes(word));
  const adding = await Promise.all((asked.length > 0 ? asked : PARTS).map(({ load }) => load()));
  for (const add of adding) add(program);
  return program;
};
