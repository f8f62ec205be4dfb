import { pick, type Random } from './mutate-bytes.ts';

/** JSON texts that servers stumble over; `NaN` and friends are what some clients of the protocol send. */
const ODD_VALUES: readonly ((random: Random) => string)[] = [
  () => 'null',
  () => 'true',
  () => '[]',
  () => '{}',
  () => '""',
  () => '-1',
  () => '1e999',
  () => 'NaN',
  () => '-Infinity',
  () => '9007199254740993',
  () => '18446744073709551616',
  () => '"\\ud800"',
  () => '"\\u0000"',
  () => '{"__proto__":{"polluted":true}}',
  () => '{"constructor":{"prototype":{"polluted":true}}}',
  (random) => '['.repeat(1 + Math.floor(random() * 3000)),
  (random) => `${'['.repeat(500)}${']'.repeat(Math.floor(random() * 600))}`,
  (random) => JSON.stringify('x'.repeat(Math.floor(random() * 5000))),
  (random) => `[${Array.from({ length: Math.floor(random() * 400) }, () => random()).join(',')}]`,
];

/** Values, keys and the marks between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,]/g;

/** The text with one to four of its tokens replaced, doubled or left out. */
export const mutateJson = (random: Random, text: string): string => {
  const tokens = text.match(TOKEN) ?? [];
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes && tokens.length > 0; change++) {
    const at = Math.floor(random() * tokens.length);
    const kind = random();
    if (kind < 0.6) tokens[at] = pick(random, ODD_VALUES)(random);
    else if (kind < 0.8) tokens.splice(at, 1);
    else tokens.splice(at, 0, pick(random, tokens));
  }
  return tokens.join('');
};
