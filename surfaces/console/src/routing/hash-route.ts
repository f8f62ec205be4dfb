export type HashRoute =
  | { readonly page: 'overview' }
  | { readonly page: 'review'; readonly review: string }
  | { readonly page: 'endpoint'; readonly endpoint: string }
  | { readonly page: 'run'; readonly run: string };

/** `#/reviews/<id>` is a review, `#/endpoints/<name>` an endpoint, `#/runs/<id>` a run; everything else is the overview. */
export const parseHash = (hash: string): HashRoute => {
  const [, kind, encoded] = /^#\/(reviews|endpoints|runs)\/([^/?]+)$/.exec(hash) ?? [];
  if (encoded === undefined) return { page: 'overview' };
  try {
    const name = decodeURIComponent(encoded);
    if (kind === 'runs') return { page: 'run', run: name };
    return kind === 'reviews' ? { page: 'review', review: name } : { page: 'endpoint', endpoint: name };
  } catch {
    return { page: 'overview' };
  }
};

export const OVERVIEW_HREF = '#/';
export const reviewHref = (review: string): string => `#/reviews/${encodeURIComponent(review)}`;
export const endpointHref = (endpoint: string): string => `#/endpoints/${encodeURIComponent(endpoint)}`;
export const runHref = (run: string): string => `#/runs/${encodeURIComponent(run)}`;
