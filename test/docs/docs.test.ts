import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Fenced blocks of a Markdown page, each as its lines. */
function fencedBlocks(markdown: string): string[][] {
  return [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map((match) =>
    match[1]!.trimEnd().split('\n'),
  );
}

/** Anchors as GitHub makes them from headings. */
function anchors(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ +(.*)$/gm)].map((match) => match[1]!);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('every page', () => {
  for (const page of PAGES) {
    it(`${page} links only to what exists`, () => {
      const text = read(page).replaceAll(/^```[\s\S]*?^```/gm, '');
      const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => match[1]!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => {
          const [path = '', anchor] = target.split('#');
          const file = path === '' ? page : join(dirname(page), path);
          if (!existsSync(join(ROOT, file))) return true;
          return anchor !== undefined && !anchors(read(file)).has(anchor);
        });
      assert.deepEqual(broken, []);
    });
  }
});

describe('README.md', () => {
  it('gives the two commands in one block and nothing beside them', () => {
    const commands = fencedBlocks(read('README.md')).filter((lines) =>
      lines.some((line) => line.includes('npm ci')),
    );
    assert.deepEqual(commands, [['npm ci && npm run quickstart', 'npm ci && npm test']]);
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = ['README.md', 'CONTRIBUTING.md']
      .flatMap((page) => [...read(page).matchAll(/npm run ([a-z]+)/g)])
      .map((match) => match[1]!);
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });
});

describe('decision records', () => {
  const records = readdirSync(join(ROOT, 'docs/adr')).filter((name) => /^\d/.test(name));

  it('are numbered without a gap and listed', () => {
    assert.deepEqual(
      records.map((name) => name.slice(0, 4)),
      records.map((_, index) => String(index + 1).padStart(4, '0')),
    );
    const index = read('docs/adr/README.md');
    assert.deepEqual(
      records.filter((name) => !index.includes(`(${name})`)),
      [],
    );
  });

  for (const name of records) {
    it(`${basename(name, '.md')} fills the template on one page`, () => {
      const text = read(`docs/adr/${name}`);
      const headings = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
      assert.deepEqual(headings, ['Background', 'Decision', 'Consequences', 'Considered']);
      assert.match(
        text,
        new RegExp(`^# ${name.slice(0, 4)}: .+\\n\\nStatus: (proposed|accepted|replaced by \\d{4})\\n`),
      );
      assert.ok(text.split('\n').length <= 70, 'a record is one page');
    });
  }
});

describe('the domain language', () => {
  it('names types that the contracts export', async () => {
    const contracts = read('core/contracts/src/index.ts');
    const sources = globSync('core/contracts/src/**/*.ts', { cwd: ROOT }).concat(
      globSync('core/platform/src/ports/*.ts', { cwd: ROOT }),
    );
    const exported = sources.map(read).join('\n');
    assert.ok(contracts.includes('export *'));
    const words = [...read('docs/domain-language.md').matchAll(/^\| \*\*.*?\(([^)]+)\) \|/gm)]
      .flatMap((match) => [...match[1]!.matchAll(/`(\w+)`/g)])
      .map((match) => match[1]!);
    assert.ok(words.length > 15);
    assert.deepEqual(
      words.filter((word) => !new RegExp(`export (const|type|interface) ${word}\\b`).test(exported)),
      [],
    );
  });
});
