import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prediction, schema } from '../../test/records.ts';
import { inputColumns } from './input-columns.ts';

const columns = (...args: Parameters<typeof inputColumns>) =>
  inputColumns(...args).map(({ name, type }) => `${name} ${type}`);

test('declared features have the type of their kind, whatever the rows carry', () => {
  const declared = schema([
    { name: 'distance', kind: 'number' },
    { name: 'origin', kind: 'category' },
    { name: 'weekend', kind: 'boolean' },
  ]);
  assert.deepEqual(columns([declared], [prediction('p', { inputs: { distance: 'far' } })]), [
    'input_distance DOUBLE',
    'input_origin VARCHAR',
    'input_weekend BOOLEAN',
  ]);
});

test('undeclared features are typed by their values, text where they disagree', () => {
  const rows = [
    prediction('p1', { inputs: { a: 1, b: true, c: null, d: 1 } }),
    prediction('p2', { inputs: { a: 2, b: null, d: 'x' } }),
  ];
  assert.deepEqual(columns([], rows), ['input_a DOUBLE', 'input_b BOOLEAN', 'input_d VARCHAR']);
});

test('two schemas that disagree give text', () => {
  const schemas = [schema([{ name: 'a', kind: 'number' }]), schema([{ name: 'a', kind: 'category' }])];
  assert.deepEqual(columns(schemas, []), ['input_a VARCHAR']);
});

test('names that SQL cannot tell apart are numbered', () => {
  const features = ['Age', 'age', 'AGE'].map((name) => ({ name, kind: 'number' }) as const);
  assert.deepEqual(columns([schema(features)], []), [
    'input_Age DOUBLE',
    'input_age_2 DOUBLE',
    'input_AGE_3 DOUBLE',
  ]);
});
