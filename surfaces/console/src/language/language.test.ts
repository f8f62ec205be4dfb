import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chooseLanguage } from './choose-language.ts';
import { en } from './en.ts';
import { endpointEn } from './endpoint-en.ts';
import { evaluationEn } from './evaluation-en.ts';
import { fillText } from './fill-text.ts';
import { ko } from './ko.ts';
import { runEn } from './run-en.ts';

const keys = Object.keys(en) as (keyof typeof en)[];
const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test('both languages have the same keys, in alphabetical order', () => {
  assert.deepEqual(Object.keys(ko), keys);
  const parts = [endpointEn, evaluationEn, runEn].map((part) => Object.keys(part));
  const others = keys.filter((key) => !parts.flat().includes(key));
  for (const part of [...parts, others]) assert.deepEqual(part.toSorted(), part);
  assert.equal(parts.flat().length + others.length, keys.length);
});

test('a text has the same values to fill in in both languages, and says something', () => {
  for (const key of keys) {
    assert.deepEqual(holes(ko[key]), holes(en[key]), key);
    assert.notEqual(ko[key].trim(), '', key);
  }
});

test('every text is used', () => {
  const source = globSync('**/*.{ts,tsx}', { cwd: new URL('..', import.meta.url) })
    .filter((path) => !path.startsWith('language/') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
    .join('\n');
  const whole = new Set(source.match(/'[a-zA-Z-]+(\.[a-zA-Z0-9-]+)+'/g));
  const families = [...source.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map(
    ([, family]) => family ?? '',
  );
  const unused = keys.filter(
    (key) => !whole.has(`'${key}'`) && !families.some((family) => key.startsWith(family)),
  );
  assert.deepEqual(unused, []);
});

test('the chosen language wins over the browser, and English is spoken to everyone else', () => {
  assert.equal(chooseLanguage('en', ['ko-KR']), 'en');
  assert.equal(chooseLanguage(null, ['fr', 'ko-KR', 'en']), 'ko');
  assert.equal(chooseLanguage('tlh', ['fr']), 'en');
  assert.equal(fillText('{a} of {b}', { a: 1 }), '1 of {b}');
});
