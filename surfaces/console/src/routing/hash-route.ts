export type HashRoute = { readonly page: 'overview' } | { readonly page: 'review'; readonly review: string };

/** `#/reviews/<id>` is a review; everything else is the overview. */
export const parseHash = (hash: string): HashRoute => {
  const review = /^#\/reviews\/([^/?]+)$/.exec(hash)?.[1];
  if (review === undefined) return { page: 'overview' };
  try {
    return { page: 'review', review: decodeURIComponent(review) };
  } catch {
    return { page: 'overview' };
  }
};

export const OVERVIEW_HREF = '#/';
export const reviewHref = (review: string): string => `#/reviews/${encodeURIComponent(review)}`;
