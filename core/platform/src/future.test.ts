import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Future } from './future.ts';

test('The reader goes on in the call that settles, step by step, before the next is settled.', () => {
  const said: string[] = [];
  const asked = ['a', 'b'].map((name) => {
    const future = new Future<number>();
    future
      .then((value) => {
        said.push(`${name} first ${value}`);
        return value + 1;
      })
      .end(
        (value) => said.push(`${name} then ${value}`),
        () => said.push('failed'),
      );
    return future;
  });
  asked[0]!.settle(1);
  asked[1]!.settle(10);
  assert.deepEqual(said, ['a first 1', 'a then 2', 'b first 10', 'b then 11']);
});

test('What has settled before somebody reads is kept.', async () => {
  const said: unknown[] = [];
  Future.of(3).end(
    (value) => said.push(value),
    () => assert.fail(),
  );
  Future.failed('no').end(
    () => assert.fail(),
    (error) => said.push(error),
  );
  assert.deepEqual(said, [3, 'no']);
  assert.equal(await Future.of(4), 4);
  await assert.rejects(Promise.resolve(Future.failed(new Error('late'))), /late/);
});

test('What a step throws goes to the next step that takes errors.', async () => {
  const future = new Future<number>();
  const end = future
    .then(() => {
      throw new Error('in the first');
    })
    .then(() => 'not called')
    .catch((error) => `caught: ${(error as Error).message}`);
  future.settle(1);
  assert.equal(await end, 'caught: in the first');
  assert.equal(await Future.failed(new Error('passed')).catch(() => 'well'), 'well');
});

test('A step may give a future or a promise, and a call as well.', async () => {
  const throws = () => {
    throw new Error('at once');
  };
  assert.equal(await Future.of(1).then((value) => Future.of(value + 1)), 2);
  assert.equal(await Future.of(1).then(async (value) => value + 2), 3);
  await assert.rejects(Promise.resolve(Future.of(1).then(async () => throws())), /at once/);
  assert.equal(await Future.try(() => 5), 5);
  assert.equal(await Future.try(async () => 6), 6);
  assert.equal(await Future.try(() => Future.of(7)), 7);
  await assert.rejects(Promise.resolve(Future.try(throws)), /at once/);
});

test('All waits for the last one, also when one has failed, and blames the first of the row.', async () => {
  assert.deepEqual(await Future.all([]), []);
  const futures = [new Future<string>(), new Future<string>(), new Future<string>()];
  let over = false;
  const all = Future.all(futures).then(undefined, (error) => {
    over = true;
    return error;
  });
  futures[2]!.fail('third');
  futures[1]!.fail('second');
  assert.equal(over, false);
  futures[0]!.settle('first');
  assert.equal(over, true);
  assert.equal(await all, 'second');
  assert.deepEqual(await Future.all([Future.of('a'), Future.of('b')]), ['a', 'b']);
});

test('It has one reader.', () => {
  const future = new Future<number>();
  future.then(() => 1);
  assert.throws(() => future.then(() => 2), /one reader/);
});
