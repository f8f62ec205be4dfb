import type { CodeReference } from '@slipway/contracts';
import { type CodeStateResult, commitOf } from '../reuse/code-state.ts';

/** Where the code of a recorded step is to be had from. */
export type CodePlan =
  /** It lies in the directory of the job as it was. */
  | { readonly kind: 'as-it-is' }
  /** It is in the repository of that directory. */
  | { readonly kind: 'commit'; readonly commit: string; readonly folder: string }
  | { readonly kind: 'impossible'; readonly reason: string };

const impossible = (reason: string): CodePlan => ({ kind: 'impossible', reason });

/**
 * @param recorded the state of the code when the step ran; null when it was not noted
 * @param reference what the code was when the job was applied: what there is without a noted state
 * @param now the state of the directory at this moment
 */
export const planCode = (
  recorded: string | null,
  { commit, dirty, directory }: CodeReference,
  now: CodeStateResult,
): CodePlan => {
  if (recorded !== null && recorded === now.state) return { kind: 'as-it-is' };
  const noted = recorded === null ? null : commitOf(recorded);
  if (noted?.clean) return { kind: 'commit', commit: noted.commit, folder: noted.folder };
  if (recorded !== null)
    return impossible(
      noted === null
        ? `the code in ${directory} was in no commit, and it has changed since`
        : `the code had changes on top of commit ${noted.commit.slice(0, 12)}, and it is not that code any more`,
    );
  if (commit === null) return impossible(`the code in ${directory} was in no commit`);
  if (dirty)
    return impossible(`the code had changes that are in no commit (on top of ${commit.slice(0, 12)})`);
  const present = now.state === null ? null : commitOf(now.state);
  if (present === null) return impossible(`${directory} is in no git repository any more`);
  if (present.clean && present.commit === commit) return { kind: 'as-it-is' };
  return { kind: 'commit', commit, folder: present.folder };
};
