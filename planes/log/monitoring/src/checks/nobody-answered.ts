import type { Finding } from '@slipway/contracts';
import { finding } from './finding.ts';

/** What there is to say when the endpoint had no champion. */
export const nobodyAnswered = (subject: string): Finding[] => [
  finding({
    subject,
    state: 'insufficient_data',
    method: 'none',
    rows: 0,
    detail: 'no variant was in production at the end of the window',
  }),
];
