import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parameterProblems } from './parameter-problems.ts';

const declared = { depth: 3, name: 'x', fast: false };

test('declared names with values of the declared type are fine, all or some of them', () => {
  assert.deepEqual(parameterProblems(declared, {}), []);
  assert.deepEqual(parameterProblems(declared, { depth: 0.5, name: '7', fast: true }), []);
});

test('an unknown name and a wrong type are told together, each with its field', () => {
  assert.deepEqual(parameterProblems(declared, { dept: 1, depth: '3', fast: 'true' }), [
    { field: 'parameters.dept', message: 'the job has no such parameter' },
    { field: 'parameters.depth', message: 'is a string, and the job declares a number' },
    { field: 'parameters.fast', message: 'is a string, and the job declares a boolean' },
  ]);
});

test('names of things that every object has are not declared', () => {
  assert.equal(parameterProblems(declared, { constructor: 'x' }).length, 1);
  assert.equal(parameterProblems(declared, JSON.parse('{"__proto__": 1}')).length, 1);
});
