import type { Run } from '@slipway/contracts';

const TEXTS = {
  namespace: 'commands in namespaces of their own',
  none: 'NOT ISOLATED, could read the data directory',
} as const;

/** How the commands of a run were kept from the stack; nothing for those that have not ended, and for runs of before. */
export const isolationText = ({ steps }: Pick<Run, 'steps'>): string[] =>
  (['namespace', 'none'] as const).flatMap((isolation) => {
    const names = steps.filter(({ usage }) => usage?.isolation === isolation).map(({ name }) => name);
    return names.length === 0 ? [] : [`${TEXTS[isolation]}: ${names.join(', ')}`];
  });
