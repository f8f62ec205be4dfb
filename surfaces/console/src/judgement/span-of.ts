/** Milliseconds from the start to the end, or until now while it goes on; null before it starts. */
export const spanOf = (
  { startedAt, finishedAt }: { readonly startedAt: string | null; readonly finishedAt: string | null },
  now: number,
): number | null =>
  startedAt === null
    ? null
    : Math.max(0, (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt));
