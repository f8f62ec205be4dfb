import { type Client, createClient } from '@slipway/client';
import { SlipwayError } from '@slipway/contracts';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { REFRESH_MS } from '../queries/refresh.ts';
import { forgetToken, keepToken, keptToken, takeTokenFromAddress } from './kept-token.ts';

interface Session {
  readonly token: string | null;
  readonly client: Client;
  /** True when control did not know the last token. */
  readonly refused: boolean;
  readonly signIn: (token: string) => void;
  readonly signOut: () => void;
}

const SessionContext = createContext<Session | null>(null);

/** What one identity has read is not shown to the next: each token has a cache of its own. */
const createQueryClient = (onUnauthenticated: () => void): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof SlipwayError && error.code === 'UNAUTHENTICATED') onUnauthenticated();
      },
    }),
    defaultOptions: {
      // Control is on the same machine or network: the browser's idea of being online says nothing about it.
      queries: { refetchInterval: REFRESH_MS, retry: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });

export const SessionProvider = ({ children }: { readonly children: ReactNode }) => {
  const [token, setToken] = useState(() => takeTokenFromAddress() ?? keptToken());
  const [refused, setRefused] = useState(false);
  const session = useMemo((): Session => {
    return {
      token,
      client: createClient({
        addresses: { control: location.origin },
        // A browser's fetch refuses to be called as a method of something else.
        fetch: (input, init) => globalThis.fetch(input, init),
        ...(token === null ? {} : { token }),
      }),
      refused,
      signIn: (next) => {
        keepToken(next);
        setRefused(false);
        setToken(next);
      },
      signOut: () => {
        forgetToken();
        setRefused(false);
        setToken(null);
      },
    };
  }, [token, refused]);
  const queries = useMemo(
    () =>
      createQueryClient(() => {
        // A late answer to the token before says nothing about this one.
        if (keptToken() !== token) return;
        forgetToken();
        setRefused(true);
        setToken(null);
      }),
    [token],
  );
  useEffect(() => {
    const take = (): void => {
      const next = takeTokenFromAddress();
      if (next !== null) setToken(next);
    };
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return (
    <SessionContext value={session}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </SessionContext>
  );
};

/** Who calls control, and how to become someone else. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider above it');
  return session;
};
