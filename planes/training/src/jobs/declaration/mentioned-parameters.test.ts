import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionedParameters } from './mentioned-parameters.ts';

test('parameters of a statement, each once', () => {
  assert.deepEqual(mentionedParameters('select * from t where a > $from and b < $to_2 and c > $from'), [
    'from',
    'to_2',
  ]);
  assert.deepEqual(mentionedParameters('select 1'), []);
});

test('what stands in strings, names and comments is no parameter', () => {
  const sql = `select '$a', 'it''s $b', "$c", $$ $d $$, $tag$ $e $tag$, x -- $f
    /* $g
    $h */ from t where regexp_matches(y, '^z$') and v = $real`;
  assert.deepEqual(mentionedParameters(sql), ['real']);
});
