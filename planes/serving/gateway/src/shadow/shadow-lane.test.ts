import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShadowLane, type ShadowWork } from './shadow-lane.ts';

const works = (count: number, size = 1) => {
  const seen = { started: [] as number[], dropped: [] as number[] };
  const ends: (() => void)[] = [];
  const all = Array.from(
    { length: count },
    (_, index): ShadowWork => ({
      size,
      run: () => {
        seen.started.push(index);
        return new Promise((resolve) => {
          ends[index] = resolve;
        });
      },
      drop: () => seen.dropped.push(index),
    }),
  );
  return { ...seen, all, end: (index: number) => ends[index]!() };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('copies for a shadow that hangs fill the lane and are dropped beyond it', async () => {
  const room = { free: 1e6 };
  const lane = new ShadowLane(room);
  const { all, started, dropped, end } = works(2000);
  for (const work of all) lane.take(work);
  assert.deepEqual([started.length, dropped.length], [64, 2000 - 64 - 1024]);
  assert.equal(room.free, 1e6 - 64 - 1024);
  end(0);
  await turn();
  assert.deepEqual([started.length, started.at(-1)], [65, 64]);
});

test('large copies are dropped when the room of the gateway is full, and give their room back', async () => {
  const room = { free: 100 };
  const lane = new ShadowLane(room);
  const { all, started, dropped, end } = works(3, 40);
  for (const work of all) lane.take(work);
  assert.deepEqual([started, dropped, room.free], [[0, 1], [2], 20]);
  end(0);
  end(1);
  await turn();
  assert.deepEqual([room.free, lane.idle], [100, true]);
});

test('at the end what waits is dropped, and what runs is awaited', async () => {
  const room = { free: 1000 };
  const lane = new ShadowLane(room);
  const { all, dropped, end } = works(70);
  for (const work of all) lane.take(work);
  let closed = false;
  const closing = lane.close().then(() => {
    closed = true;
  });
  assert.equal(dropped.length, 6);
  await turn();
  assert.equal(closed, false);
  for (let index = 0; index < 64; index++) end(index);
  await closing;
  assert.equal(room.free, 1000);
});
