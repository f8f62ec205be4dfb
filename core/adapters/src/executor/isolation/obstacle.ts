import { existsSync, realpathSync } from 'node:fs';
import { type IsolationPlan, isHiddenBy } from './isolation-plan.ts';
import { lookUpProgram } from './program-lookup.ts';

export interface ObstructedCommand {
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Why a command cannot be started in namespaces; null: nothing speaks against it. The shell that would find out could only say it in its output. */
export const obstacleOf = (
  plan: IsolationPlan,
  { command, directory, environment }: ObstructedCommand,
): { readonly code: string } | { readonly reason: string } | null => {
  if (!existsSync(directory)) return { code: 'ENOENT' };
  if (isHiddenBy(plan, realpathSync(directory)))
    return { reason: `the directory ${directory} lies in the data directory, of which a step sees nothing` };
  const program = lookUpProgram(command[0] ?? '', directory, environment.PATH);
  return 'code' in program ? program : null;
};
