import { setTimeout as sleep } from 'node:timers/promises';
import { createSpoolWriter } from '@slipway/adapters/log-bus';
import { prediction } from './records.ts';

/** A writer that answers as fast as it can and says so in lines, until it is killed: rows, shadows, and rows left out by sampling. */
const [directory = '', prefix = ''] = process.argv.slice(2);
const writer = createSpoolWriter({ directory, gateway: 'g', segmentSeconds: 0.1, segmentBytes: 1 << 20 });
const count = { kind: 'count', at: Date.now(), gateway: 'g', endpoint: 'flight-delays', dropped: 0 } as const;

let next = 0;
const answerForEver = async () => {
  for (;;) {
    const number = next++;
    const id = `${prefix}${number}`;
    if (number % 5 === 0) await writer.append([{ ...count, answered: 1, sampledOut: 1 }]);
    else
      await writer.append([
        prediction(id, { at: Date.now(), inputs: { distance: number } }),
        prediction(id, { at: Date.now(), variant: 'shadow', shadowOf: 'champion', assignment: 'shadow' }),
      ]);
    // The test is about deaths, not about volume.
    await sleep(2);
    process.stdout.write(`${number % 5 === 0 ? 'counted ' : ''}${id}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, answerForEver));
