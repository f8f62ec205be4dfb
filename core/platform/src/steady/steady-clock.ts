/**
 * Milliseconds of the machine's steady clock, the same in all of its processes. It never jumps, it goes on while a process is
 * stopped, and it stands still while the whole machine sleeps.
 */
export const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6;
