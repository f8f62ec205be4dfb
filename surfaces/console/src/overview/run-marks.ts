import type { Run } from '@slipway/contracts';
import type { IconName } from '../components/icon.tsx';
import type { Tone } from '../components/status-mark.tsx';

/** How the states of a run look. */
export const RUN_MARKS: Readonly<Record<Run['state'], { readonly tone: Tone; readonly icon?: IconName }>> = {
  queued: { tone: 'idle', icon: 'clock' },
  running: { tone: 'busy' },
  succeeded: { tone: 'ok' },
  failed: { tone: 'bad' },
  cancelled: { tone: 'idle' },
};
