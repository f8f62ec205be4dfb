import type { Client } from '@slipway/client';
import { FLIGHT_FEATURES, FLIGHT_LABEL, flightSampleSql } from '../flight.ts';
import { openConnections } from './json-connections.ts';
import type { Narrator } from './narrator.ts';
import type { Addresses } from './stack-process.ts';

interface Flight {
  readonly features: Record<string, string | number | null>;
  readonly route: string;
  readonly late: boolean;
}

export interface ReplayResult {
  readonly from: string;
  readonly to: string;
  readonly sent: number;
  readonly perSecond: number;
}

/** Requests under way at once. Fewer: the gateway idles; more: two cores only queue. */
const CONCURRENCY = 32;
const OUTCOMES_PER_REQUEST = 1000;

const flightsOf = async (client: Client, from: string, to: string, rows: number): Promise<Flight[]> => {
  const result = await client.query(
    { body: { sql: flightSampleSql({ from, to, rows, order: 'time' }), limit: rows } },
    { timeoutMs: 120_000 },
  );
  const index = new Map(result.columns.map(({ name }, i) => [name, i]));
  const cell = (row: unknown[], name: string) => row[index.get(name) ?? -1];
  return result.rows.map((row) => ({
    features: Object.fromEntries(
      FLIGHT_FEATURES.map(({ name }) => [name, cell(row, name) as string | number | null]),
    ),
    route: String(cell(row, 'route')),
    late: Number(cell(row, FLIGHT_LABEL)) === 1,
  }));
};

/** Sends flights through the gateway in time order as single HTTP requests, and their true lateness afterwards. */
export const replayFlights = async (
  client: Client,
  addresses: Addresses,
  period: { readonly from: string; readonly to: string; readonly rows: number },
  narrator: Narrator,
): Promise<ReplayResult> => {
  narrator.progress(`reading ${period.rows} flights from ${period.from} to ${period.to}`);
  const flights = await flightsOf(client, period.from, period.to, period.rows);
  const connection = openConnections(
    new URL('/v1/endpoints/flight-delays/predictions', addresses.gateway),
    CONCURRENCY,
  );
  const ids = new Array<string>(flights.length);
  const from = new Date().toISOString();
  const startedAt = performance.now();
  let next = 0;
  const sender = async () => {
    for (let i = next++; i < flights.length; i = next++) {
      const { features, route } = flights[i] as Flight;
      const { status, answer } = await connection.post({ rows: [features], unit: route });
      if (status !== 200) throw new Error(`The gateway answered ${status}: ${answer.error}`);
      ids[i] = answer.predictions?.[0]?.id ?? '';
      if (i % 500 === 0)
        narrator.progress(
          `${i} of ${flights.length} flights, ${Math.round((1000 * i) / (performance.now() - startedAt))} per second`,
        );
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sender)).finally(connection.close);
  const perSecond = (1000 * flights.length) / (performance.now() - startedAt);
  for (let i = 0; i < flights.length; i += OUTCOMES_PER_REQUEST) {
    const outcomes = flights
      .slice(i, i + OUTCOMES_PER_REQUEST)
      .map(({ late }, j) => ({ predictionId: ids[i + j] as string, label: late }));
    await client.sendOutcomes({ body: { outcomes } });
    narrator.progress(`${i + outcomes.length} of ${flights.length} outcomes`);
  }
  await untilRecorded(client, narrator);
  return { from, to: new Date().toISOString(), sent: flights.length, perSecond };
};

/** Waits until the warehouse has every answered prediction and outcome. */
const untilRecorded = async (client: Client, narrator: Narrator): Promise<void> => {
  for (;;) {
    const { waiting, oldestWaitingSeconds } = await client.completeness();
    // Outcomes wait too, and are none of the predictions that `waiting` counts.
    if (oldestWaitingSeconds === null) return;
    narrator.progress(`${waiting} predictions on their way to the warehouse`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
