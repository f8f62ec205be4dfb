import type { Alert, Check, Finding, MonitorKind, MonitorState } from '@slipway/contracts';

/** A check of the past, as far as alerts are concerned. */
export interface JudgedWindow {
  readonly id: string;
  readonly to: string;
  readonly state: MonitorState;
}

export type AlertChange = 'open' | 'resolve' | 'none';

/** States that say nothing about the fault: they neither open nor resolve an alert, nor break a row of windows. */
const SAYS_NOTHING: ReadonlySet<MonitorState> = new Set(['insufficient_data', 'inconclusive', 'error']);

/**
 * What a new check means for the alert of its monitor. An alert opens when the last `consecutive` windows that said something
 * are all in alert, and is resolved by an ok. A check of an older window than the newest changes nothing.
 * @param windows the latest checks, the newest of a window first, the new one among them; a window counts once
 */
export const alertChange = (
  made: JudgedWindow,
  windows: readonly JudgedWindow[],
  open: boolean,
  consecutive: number,
): AlertChange => {
  if (windows.some(({ to }) => Date.parse(to) > Date.parse(made.to))) return 'none';
  if (open) return made.state === 'ok' ? 'resolve' : 'none';
  return made.state === 'alert' && alertsInARow(made, windows) >= consecutive ? 'open' : 'none';
};

const alertsInARow = (made: JudgedWindow, windows: readonly JudgedWindow[]): number => {
  const earlier = windows
    .filter(({ to }) => Date.parse(to) < Date.parse(made.to))
    .sort((a, b) => Date.parse(b.to) - Date.parse(a.to));
  let row = 1;
  let counted = made.to;
  for (const { to, state } of earlier) {
    if (to === counted || SAYS_NOTHING.has(state)) continue;
    if (state !== 'alert') break;
    counted = to;
    row += 1;
  }
  return row;
};

/** Silence and lost quality harm those who ask; drift is a sign that they may be harmed. */
const SEVERITY: Readonly<Record<MonitorKind, Alert['severity']>> = {
  inputs: 'warning',
  predictions: 'warning',
  volume: 'critical',
  quality: 'critical',
};

/** Severity and summary of the alert that a check opens. */
export const alertContent = ({
  kind,
  findings,
}: Pick<Check, 'kind' | 'findings'>): Pick<Alert, 'severity' | 'summary'> => ({
  severity: SEVERITY[kind],
  summary: summaryOf(findings),
});

/** Findings named in a summary; the check has all of them. */
const NAMED = 3;

const summaryOf = (findings: readonly Finding[]): string => {
  const alarming = findings.filter(({ state }) => state === 'alert').map(({ detail }) => detail);
  const more = alarming.length - NAMED;
  return alarming.slice(0, NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '');
};
