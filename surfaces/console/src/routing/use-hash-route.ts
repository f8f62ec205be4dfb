import { useMemo, useSyncExternalStore } from 'react';
import { type HashRoute, parseHash } from './hash-route.ts';

const subscribe = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
};

/** The page that the address names. */
export const useHashRoute = (): HashRoute => {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => parseHash(hash), [hash]);
};
