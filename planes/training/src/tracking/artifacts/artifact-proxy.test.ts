import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useTracking } from '../fixtures/tracking-control.ts';

describe('the artifact proxy', () => {
  const tracking = useTracking();
  it('stores, lists, sends and deletes files of any type', async () => {
    const { ask, run } = tracking();
    const id = await run();
    const root = `0/${id}/artifacts`;
    const url = (path: string) => `mlflow-artifacts/artifacts/${root}/${path}`;
    for (const type of [
      'application/json',
      'text/plain',
      'image/png',
      'multipart/form-data',
      'application/octet-stream',
      'nonsense',
    ])
      assert.deepEqual(
        await ask('PUT', url(`types/${type.replace('/', '-')}`), '{"not": json', {
          headers: { 'content-type': type },
        }),
        { status: 200, body: {} },
        type,
      );
    await ask('PUT', url('m/empty'), new Uint8Array());
    await ask('PUT', url('m/a%20b/%C3%A9.txt'), 'first');
    await ask('PUT', url('m/a%20b/%C3%A9.txt'), 'second');
    const list = async (path: string) => (await ask('GET', path)).body;
    assert.deepEqual((await list(`mlflow-artifacts/artifacts?path=${root}/m`)).files, [
      { path: 'a b', is_dir: true },
      { path: 'empty', is_dir: false, file_size: 0 },
    ]);
    const { root_uri, files } = await list(`mlflow/artifacts/list?run_id=${id}&path=m/a%20b`);
    assert.deepEqual(
      [root_uri, files],
      [`mlflow-artifacts:/${root}`, [{ path: 'm/a b/é.txt', is_dir: false, file_size: 6 }]],
    );
    for (const nothing of ['m/empty', 'nowhere'])
      assert.deepEqual((await list(`mlflow-artifacts/artifacts?path=${root}/${nothing}`)).files, []);
    assert.deepEqual((await list('mlflow-artifacts/artifacts')).files, []);
    assert.equal((await ask('GET', url('m/a%20b/%C3%A9.txt'))).body, 'second');
    assert.equal((await ask('GET', `/get-artifact?run_uuid=${id}&path=m/a%20b/%C3%A9.txt`)).body, 'second');
    for (const path of ['nowhere', 'm', 'm/empty/x']) {
      const { status, body } = await ask('GET', url(path));
      assert.deepEqual([status, body.error_code], [404, 'RESOURCE_DOES_NOT_EXIST'], path);
    }
    for (let i = 0; i < 2; i++) assert.equal((await ask('DELETE', url('m/a%20b'))).status, 200);
    assert.equal((await ask('GET', url('m/a%20b/%C3%A9.txt'))).status, 404);
  });

  it('sends the length, and nothing that a browser would run', async () => {
    const { address, ask, run } = tracking();
    const path = `mlflow-artifacts/artifacts/0/${await run()}/artifacts/page.html`;
    await ask('PUT', path, '<script>1</script>');
    const { headers } = await fetch(`${address}/api/2.0/${path}`, {
      headers: { authorization: 'Bearer author' },
    });
    assert.equal(headers.get('content-length'), '18');
    assert.equal(headers.get('content-encoding'), null);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.match(headers.get('content-disposition') ?? '', /^attachment/);
  });

  it('writes below runs and logged models only, and nowhere else on this machine', async () => {
    const { address, ask, run, post, directory } = tracking();
    const id = await run();
    const before = (await readdir(directory, { recursive: true })).sort();
    const hostile = [
      '..%2f..%2fx',
      '%2e%2e/x',
      '%252e%252e%252fx',
      '/etc/passwd',
      '%2fetc%2fpasswd',
      'C:%5cx',
      `0/${id}/artifacts/..%5cx`,
      `0/${id}/artifacts/%2e%2e/%2e%2e/x`,
      `0/${id}/artifacts//x`,
      `0/${id}/artifacts/./x`,
      '.',
      '%2e',
      '',
      'x',
      `0/${id}`,
      `0/${id}/other/x`,
      `0/${id}/artifacts/%00`,
      `0/${'a'.repeat(31)}g/artifacts/x`,
      `1/${id}/artifacts/x`,
      `0/${id}/artifacts/%zz`,
    ];
    for (const method of ['PUT', 'DELETE', 'GET'])
      for (const path of hostile) {
        const status = await rawStatus(address, method, `/api/2.0/mlflow-artifacts/artifacts/${path}`);
        assert.ok(status === 400 || status === 404, `${method} ${path}: ${status}`);
      }
    assert.equal(
      (await ask('PUT', `mlflow-artifacts/artifacts/0/${'a'.repeat(32)}/artifacts/x`, 'x')).status,
      404,
    );
    for (const path of ['..', '../..', '/etc', 'a\\..', '%2e%2e'])
      for (const list of [
        `mlflow-artifacts/artifacts?path=${path}`,
        `mlflow/artifacts/list?run_id=${id}&path=${path}`,
      ])
        assert.equal((await ask('GET', list)).status, 400, list);
    await post('runs/delete', { run_id: id });
    assert.equal((await ask('PUT', `mlflow-artifacts/artifacts/0/${id}/artifacts/x`, 'x')).status, 400);
    assert.deepEqual((await readdir(directory, { recursive: true })).sort(), before);
  });

  it('keeps the old file when an upload breaks off, and nothing of the new one', async () => {
    const { address, ask, run, directory } = tracking();
    const path = `/api/2.0/mlflow-artifacts/artifacts/0/${await run()}/artifacts/f`;
    await ask('PUT', path, 'old');
    const { hostname, port } = new URL(address);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `PUT ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer author\r\ncontent-length: 1000\r\n\r\npart`,
        );
        setTimeout(() => socket.destroy(), 100);
      });
      socket.on('close', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal((await ask('GET', path)).body, 'old');
    assert.deepEqual(await readdir(join(directory, 'tracking', 'incoming')), []);
  });

  it('refuses a file where a directory is, and the other way round', async () => {
    const { ask, run } = tracking();
    const root = `mlflow-artifacts/artifacts/0/${await run()}/artifacts`;
    await ask('PUT', `${root}/d/f`, 'x');
    for (const path of ['d', 'd/f/g']) {
      const { status, body } = await ask('PUT', `${root}/${path}`, 'x');
      assert.deepEqual([status, body.error_code], [400, 'INVALID_PARAMETER_VALUE'], path);
    }
  });

  it('needs little memory for a large file', async () => {
    const { address, run } = tracking();
    const megabytes = 256;
    const chunk = new Uint8Array(1024 * 1024);
    let left = megabytes;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    const url = `${address}/api/2.0/mlflow-artifacts/artifacts/0/${await run()}/artifacts/large`;
    const headers = { authorization: 'Bearer author' };
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    const put = await fetch(url, { method: 'PUT', body, headers, duplex: 'half' } as RequestInit);
    assert.equal(put.status, 200);
    let bytes = 0;
    for await (const part of (await fetch(url, { headers })).body!) bytes += part.length;
    clearInterval(watch);
    assert.equal(bytes, megabytes * 1024 * 1024);
    // The sender is in this process too.
    assert.ok(most < 150 * 1024 * 1024, `${most / 1024 / 1024} MB`);
  });
});

/** Sends a path as it is; `fetch` would tidy it up. */
const rawStatus = (address: string, method: string, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer author\r\ncontent-length: 1\r\nconnection: close\r\n\r\nx`,
      ),
    );
    let heard = '';
    socket.on('data', (text) => {
      heard += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(Number(heard.split(' ')[1])));
  });
