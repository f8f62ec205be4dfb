/** Much shorter and an idle console keeps a core of control busy; much longer and a finished run seems to hang. */
export const REFRESH_MS = 2500;
/** For what costs a query of the warehouse. */
export const SLOW_REFRESH_MS = 15_000;
