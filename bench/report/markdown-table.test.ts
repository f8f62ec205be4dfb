import assert from 'node:assert/strict';
import { it } from 'node:test';
import { renderTable } from './markdown-table.ts';

it('aligns text to the left and figures to the right', () => {
  const table = {
    head: ['what', 'requests/s'],
    rows: [
      ['echo', '61,600'],
      ['predictor', '9'],
    ],
  };
  assert.equal(
    renderTable(table),
    [
      '| what      | requests/s |',
      '| --------- | ---------: |',
      '| echo      |     61,600 |',
      '| predictor |          9 |',
    ].join('\n'),
  );
});

it('fills cells that a row lacks', () => {
  assert.match(renderTable({ head: ['a', 'b'], rows: [['x']] }), /\n\| x {3}\| {5}\|$/);
});
