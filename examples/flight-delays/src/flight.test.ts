import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FLIGHT_FEATURES, FLIGHT_SAMPLE_SQL, flightSampleSql } from './flight.ts';
import { columnsOf, openFlights } from './testing/flights.ts';

let flights: Awaited<ReturnType<typeof openFlights>>;
before(async () => {
  flights = await openFlights();
});
after(() => flights[Symbol.dispose]());

const march = { from: '2001-03-01', to: '2001-04-01', rows: 1000 };
const rowsOf = async (sql: string) => (await flights.runAndReadAll(sql)).getRowsJson();

test('a flight becomes its features, its route and its label', async () => {
  const flight = `(values (timestamp '2001-01-07 23:05:00', 16, 2176, 'LAS', 'PHL')) flights("date", delay, distance, origin, destination)`;
  const sql = flightSampleSql({ from: '2001-01-07', to: '2001-01-08', rows: 5, order: 'hash' });
  assert.deepEqual(await columnsOf(flights, sql.replace('from flights', `from ${flight}`)), {
    date: [new Date('2001-01-07T23:05:00Z')],
    hour: [23],
    weekday: [7],
    distance: [2176],
    origin: ['LAS'],
    destination: ['PHL'],
    route: ['LAS-PHL'],
    late: [1],
  });
});

test('the data is as the features assume: nothing missing, June later than May', async () => {
  const present = ['"date"', 'delay', 'distance', 'origin', 'destination'].map(
    (column) => `count(${column})`,
  );
  const counts = await rowsOf(`select count(*), ${present.join(', ')} from flights`);
  assert.deepEqual(counts, [Array(6).fill('3000000')]);
  const shares = await columnsOf(
    flights,
    `select round(100 * avg(cast(delay > 15 as integer))) as late from flights where "date" < '2001-07-01' group by month("date") order by month("date")`,
  );
  assert.deepEqual(shares.late, [21, 23, 21, 18, 16, 21]);
});

test('a sample has the asked rows of the asked days, and 15 minutes is not late', async () => {
  const sample = `(${flightSampleSql({ ...march, order: 'hash' })})`;
  const summary = await columnsOf(
    flights,
    `select count(*)::integer as rows, min("date") >= '2001-03-01' and max("date") < '2001-04-01' as inside,
      avg(late) between 0.17 and 0.25 as plausible, count(distinct weekday)::integer as weekdays from ${sample}`,
  );
  assert.deepEqual(summary, { rows: [1000], inside: [true], plausible: [true], weekdays: [7] });
  const edge = `select distinct cast(delay > 15 as integer) as late, min(delay)::integer as delay from flights where delay in (15, 16) group by all order by 1`;
  assert.deepEqual(await columnsOf(flights, edge), { late: [0, 1], delay: [15, 16] });
});

test('a sample is the same whatever the order of the table, and the smaller is part of the larger', async () => {
  const small = await rowsOf(flightSampleSql({ ...march, rows: 3, order: 'hash' }));
  const shuffled = flightSampleSql({ ...march, rows: 3, order: 'hash' }).replace(
    'from flights',
    'from (select * from flights order by distance, delay desc) flights',
  );
  assert.deepEqual(await rowsOf(shuffled), small);
  assert.deepEqual((await rowsOf(flightSampleSql({ ...march, order: 'hash' }))).slice(0, 3), small);
  assert.deepEqual(small, [
    ['2001-03-29 06:30:00', 6, 4, 370, 'PHX', 'LAX', 'PHX-LAX', 0],
    ['2001-03-21 16:17:00', 16, 3, 733, 'LGA', 'ORD', 'LGA-ORD', 1],
    ['2001-03-27 11:13:00', 11, 2, 224, 'DFW', 'IAH', 'DFW-IAH', 1],
  ]);
});

test('in time order the same flights come as they departed', async () => {
  const byHash = await columnsOf(flights, flightSampleSql({ ...march, order: 'hash' }));
  const byTime = await columnsOf(flights, flightSampleSql({ ...march, order: 'time' }));
  const times = (byHash.date as Date[]).map(Number).sort((a, b) => a - b);
  assert.deepEqual((byTime.date as Date[]).map(Number), times);
  assert.deepEqual((byTime.route as string[]).toSorted(), (byHash.route as string[]).toSorted());
});

test('with parameters of a run in place of the literals it is the same query', async () => {
  const prepared = await flights.runAndReadAll(FLIGHT_SAMPLE_SQL, {
    from: march.from,
    to: march.to,
    rows: 20,
  });
  assert.deepEqual(
    prepared.getRowsJson(),
    await rowsOf(flightSampleSql({ ...march, rows: 20, order: 'hash' })),
  );
});

test('only dates and whole numbers get into the query', () => {
  const order = 'hash';
  assert.throws(() => flightSampleSql({ ...march, from: "2001'; drop", order }), /not a date/);
  assert.throws(() => flightSampleSql({ ...march, rows: 1.5, order }), /not a number of rows/);
  assert.throws(() => flightSampleSql({ ...march, rows: 0, order }), /not a number of rows/);
});

test('every feature is a column that a signature can name', () => {
  for (const { name } of FLIGHT_FEATURES) assert.match(name, /^[a-z]+$/);
});
