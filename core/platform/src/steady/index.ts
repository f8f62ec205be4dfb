export * from './fence.ts';
export * from './steady-clock.ts';
