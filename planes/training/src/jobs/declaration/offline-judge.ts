import type { JobDeclaration } from '@slipway/contracts';
import { createLogger, systemClock } from '@slipway/platform';
import { createQueueEngine } from '../queue-engine.ts';
import { ScheduleCalendar } from '../triggers/schedule-calendar.ts';
import { judgeDeclaration, type ValidateCriteria } from './judge-declaration.ts';

/** The engine reads calendars without asking its database for anything. */
const NO_DATABASE = {
  executeSql: () => Promise.reject(new Error('a declaration is judged without a database')),
};

/** Judges declarations as the job server does, without one. What it returns throws as {@link judgeDeclaration}. */
export const createOfflineJudge = (criteria: ValidateCriteria): ((sent: unknown) => JobDeclaration) => {
  const logger = createLogger('declaration', 'silent');
  const engine = createQueueEngine({ database: NO_DATABASE, logger });
  const calendar = new ScheduleCalendar(engine, systemClock, logger);
  const schedule = calendar.judge.bind(calendar);
  return (sent) => judgeDeclaration(sent, { schedule, criteria });
};
