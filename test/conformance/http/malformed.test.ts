import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { it } from 'node:test';
import { linearModel } from '@slipway/inference/fixtures';
import { startReleasedPredictor } from '../released-predictor.ts';
import { type MalformedRequest, malformedRequests } from './malformed-requests.ts';

const REQUESTS = 100_000;
/** By then pools and caches have their size. */
const WARM = 30_000;
const CALLERS = 32;
const SEED = 20_260_101;

const residentBytes = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1]);
};

it(`${REQUESTS} malformed requests are refused, and harm nobody`, async (t) => {
  const flights = { name: 'flights', ...linearModel(), row: { distance: 1, hour: 2, origin: 'ATL' } };
  const predictor = await startReleasedPredictor(flights, { SLIPWAY_BODY_LIMIT: '20000' });
  t.after(() => predictor.stop());
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  t.after(() => agent.destroy());
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  const send = ({ body, ...about }: MalformedRequest) =>
    new Promise<void>((resolve) => {
      const failed = (reason: string) =>
        failures.push(`${reason}: ${JSON.stringify(about)} ${body}`.slice(0, 2000));
      const sending = request(predictor.url, { ...about, agent }, (answer) => {
        const status = answer.statusCode!;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        // 501 is what a repository that cannot be changed answers.
        if (status >= 500 && status !== 501) failed(String(status));
        answer.resume().on('end', resolve);
      });
      sending.on('error', (error) => {
        failed(error.message);
        resolve();
      });
      sending.end(body);
    });
  const requests = malformedRequests(SEED);
  let left = REQUESTS;
  const sendDown = (to: number) =>
    Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (left > to) {
          left--;
          await send(requests.next().value);
        }
      }),
    );
  await sendDown(REQUESTS - WARM);
  const before = await residentBytes(predictor.url);
  await sendDown(0);
  const after = await residentBytes(predictor.url);
  assert.deepEqual(failures.slice(0, 5), []);
  const counted = JSON.stringify([...statuses].sort());
  assert.ok((statuses.get(400) ?? 0) > REQUESTS / 3 && (statuses.get(200) ?? 0) > REQUESTS / 50, counted);
  assert.ok(after < before * 1.3, `${before} bytes became ${after}`);
  const good = { instances: [{ distance: 1, hour: 2, origin: 'ATL' }] };
  const url = `${predictor.url}/v1/models/flights:predict`;
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(good) });
  assert.equal(answer.status, 200);
  t.diagnostic(`${counted}, resident ${Math.round(before / 1e6)} MB, then ${Math.round(after / 1e6)} MB`);
});
