import { releaseRoutes } from '@slipway/contracts';
import type { RouteModule } from '@slipway/platform/server';
import type { Decisions } from './decisions.ts';
import type { Reviews } from './reviews.ts';

export const reviewRoutes =
  (reviews: Reviews, decisions: Decisions): RouteModule =>
  (handle) => {
    handle(releaseRoutes.openReview, ({ body, identity }) => reviews.open(identity, body));
    handle(releaseRoutes.listReviews, ({ query }) => reviews.list(query));
    handle(releaseRoutes.getReview, ({ params }) => reviews.get(params.review));
    handle(releaseRoutes.decide, ({ params, body, identity }) =>
      decisions.take(identity, params.review, body),
    );
  };
