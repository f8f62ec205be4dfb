import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const TICK_MS = 1000;
const NowContext = createContext(Date.now());

/** One clock for everything on the page that says how long ago. */
export const ClockProvider = ({ children }: { readonly children: ReactNode }) => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
};

/** Milliseconds since 1970, moving on every second. */
export const useNow = (): number => useContext(NowContext);
