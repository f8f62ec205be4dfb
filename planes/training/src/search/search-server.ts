import type { Clock, Logger, Service } from '@slipway/platform';
import type { RouteModule } from '@slipway/platform/server';
import type { JobBook } from '../jobs/job-book.ts';
import type { MetricBook } from '../jobs/metric-book.ts';
import type { RunBook } from '../jobs/run-book.ts';
import type { TrainingDatabase } from '../jobs/tables.ts';
import type { WakeUp } from '../jobs/wake-up.ts';
import { SearchBook } from './search-book.ts';
import { SearchKeeper } from './search-keeper.ts';
import { searchRouteModule } from './search-routes.ts';
import { createSearchWatch } from './search-watch.ts';

export interface SearchServerParts {
  readonly db: TrainingDatabase;
  readonly jobs: JobBook;
  readonly runs: RunBook;
  readonly metrics: MetricBook;
  readonly wakeUp: WakeUp;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Parameter searches: a part of the job server. */
export const createSearchServer = (parts: SearchServerParts): { routes: RouteModule; service: Service } => ({
  routes: searchRouteModule(new SearchBook(parts)),
  service: createSearchWatch({ ...parts, keeper: new SearchKeeper(parts) }),
});
