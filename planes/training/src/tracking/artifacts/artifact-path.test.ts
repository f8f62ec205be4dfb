import assert from 'node:assert/strict';
import { resolve, sep } from 'node:path';
import { describe, it } from 'node:test';
import { artifactPath, artifactPathOfUri, artifactPathOfUrl, artifactPlace } from './artifact-path.ts';

const ROOT = resolve('/data/tracking/artifacts');
const RUN = `0/${'a'.repeat(32)}/artifacts`;

const refused = (sent: string) =>
  assert.throws(() => artifactPathOfUrl(sent), { code: 'ARTIFACT_PATH_REFUSED' }, sent);

describe('the path of an artifact', () => {
  it('is plain names', () => {
    for (const [sent, path] of [
      [`${RUN}/model/MLmodel`, `${RUN}/model/MLmodel`],
      [`${RUN}/gr%C3%B6%C3%9Fe%20%26%20100%25.txt`, `${RUN}/größe & 100%.txt`],
      [`${RUN}/a..b/...`, `${RUN}/a..b/...`],
      [`${RUN}/100%2525`, `${RUN}/100%25`],
      [`${RUN}/`, RUN],
    ] as const)
      assert.equal(artifactPathOfUrl(sent), path);
  });

  it('does not lead elsewhere, however it is spelled', () => {
    const upwards = [
      '..',
      '%2e%2e',
      '%2E.',
      '.%2e',
      '%252e%252e',
      '%25252e%25252e',
      '%2e%2e%2f',
      '..%2f',
      '..%5c',
      '..\\',
    ];
    for (const up of upwards) {
      refused(up);
      refused(`${up}/etc/passwd`);
      refused(`${RUN}/${up}`);
      refused(`${RUN}/${up}/x`);
      refused(`${RUN}/x/${up}/${up}/y`);
    }
    for (const absolute of [
      '/etc/passwd',
      '//etc/passwd',
      '%2fetc%2fpasswd',
      '%252fetc',
      'C:/x',
      'c%3A/x',
      '\\\\host\\share',
      '%5cx',
      'file:///etc/passwd',
    ])
      refused(absolute);
    for (const odd of [
      '',
      '.',
      './x',
      'x/.',
      'x/./y',
      'x//y',
      '%00',
      'x%00.txt',
      'x%0ay',
      '%ff',
      '%zz',
      '%',
      'x'.repeat(256),
      'x/'.repeat(2000),
      '%ed%a0%80',
    ])
      refused(odd);
  });

  it('stays below the root, whatever is sent', () => {
    const pieces = [
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      '2e',
      '2f',
      'a',
      ' ',
      '%00',
      'C:',
      '~',
      '%c0%ae',
      '%u002e',
      ';',
      '?',
      '#',
      '%252e',
    ];
    let state = 11;
    const next = (count: number) => {
      state = (state * 48271) % 2147483647;
      return state % count;
    };
    let taken = 0;
    for (let i = 0; i < 20_000; i++) {
      const sent = Array.from({ length: 1 + next(8) }, () => pieces[next(pieces.length)]).join('');
      let path: string;
      try {
        path = artifactPathOfUrl(sent);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'ARTIFACT_PATH_REFUSED', sent);
        continue;
      }
      taken += 1;
      assert.ok(resolve(ROOT, path).startsWith(ROOT + sep), sent);
      assert.doesNotMatch(path, /(^|\/)\.\.?(\/|$)/);
    }
    assert.ok(taken > 100, `${taken} taken`);
  });

  it('belongs to a run or to a logged model', () => {
    const model = `m-${'b'.repeat(32)}`;
    assert.deepEqual(artifactPlace(`${RUN}/x`).owner, { kind: 'run', id: 'a'.repeat(32) });
    assert.deepEqual(artifactPlace(`7/models/${model}/artifacts`).owner, { kind: 'model', id: model });
    for (const other of [
      'x',
      '0',
      `0/${'a'.repeat(32)}`,
      `0/${'a'.repeat(32)}/artifactsx/y`,
      '0/traces/x/artifacts/y',
    ])
      assert.throws(() => artifactPlace(other), { code: 'ARTIFACT_PATH_REFUSED' }, other);
  });

  it('is what an address of this server names', () => {
    for (const uri of [`mlflow-artifacts:/${RUN}/m`, `mlflow-artifacts://127.0.0.1:4100/${RUN}/m`])
      assert.equal(artifactPathOfUri(uri), `${RUN}/m`);
    for (const uri of [
      'file:///etc',
      '/etc',
      'mlflow-artifacts:',
      'mlflow-artifacts:/',
      'mlflow-artifacts:/../x',
      's3://b/x',
    ])
      assert.throws(() => artifactPathOfUri(uri), { code: 'ARTIFACT_PATH_REFUSED' }, uri);
    assert.equal(artifactPath('a b'), 'a b');
  });
});
