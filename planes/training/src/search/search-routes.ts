import { searchRoutes } from '@slipway/contracts';
import { type RouteModule, storingOnlyText } from '@slipway/platform/server';
import type { SearchBook } from './search-book.ts';

/** The door of the searches for people. */
export const searchRouteModule =
  (searches: SearchBook): RouteModule =>
  (handle) => {
    const checked = storingOnlyText(handle);
    checked(searchRoutes.startSearch, ({ params, body, identity }) =>
      searches.start({ job: params.job, author: identity.subject, ...body }),
    );
    checked(searchRoutes.listSearches, ({ query }) => searches.list(query));
    handle(searchRoutes.getSearch, ({ params }) => searches.get(params.search));
    handle(searchRoutes.resumeSearch, ({ params }) => searches.resume(params.search));
    handle(searchRoutes.cancelSearch, ({ params, identity }) =>
      searches.cancel(params.search, identity.name),
    );
  };
