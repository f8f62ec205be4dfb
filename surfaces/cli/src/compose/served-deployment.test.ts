import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Release, releaseRoutes, SlipwayError, type WantedDeployment } from '@slipway/contracts';
import {
  type ContractClient,
  dataDirectory,
  digestOf,
  type Environment,
  generateSigningKey,
  signRelease,
} from '@slipway/platform';
import { approvedStatement } from '@slipway/platform/fixtures';
import { servedDeployment } from './served-deployment.ts';

const MODEL = Buffer.from('a model');
const DIGEST = digestOf(MODEL);
const statement = approvedStatement({
  model: 'flight-delays',
  version: 3,
  sequence: 9,
  artifact: DIGEST,
  artifactBytes: MODEL.length,
  signature: DIGEST,
  samples: DIGEST,
  evidence: DIGEST,
  plan: { pattern: 'model-in-image', endpoint: 'flight-delays', requiredApprovals: 1 },
});
const envelope = signRelease(statement, generateSigningKey().privateKeyPem);
const released = (version: number, sequence: number, state: Release['state'] = 'active'): Release => ({
  id: `flight-delays-${version}-${sequence}`,
  model: 'flight-delays',
  version,
  endpoint: 'flight-delays',
  artifact: DIGEST,
  review: 'review-1',
  sequence,
  envelope,
  state,
  createdAt: '2026-01-01T00:00:00.000Z',
});

const directoryOf = async (t: TestContext): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'slipway-served-'));
  t.after(() => rm(root, { recursive: true }));
  return root;
};
const served = (root: string, environment: Partial<Environment>, control?: ContractClient) =>
  servedDeployment({
    environment: { SLIPWAY_CONTROL_URL: 'http://127.0.0.1:1', ...environment } as Environment,
    directory: dataDirectory(root),
    control: control ?? ({} as ContractClient),
  });
const wantedBy = ({ deployment }: ReturnType<typeof served>): Promise<WantedDeployment> =>
  (deployment as () => Promise<WantedDeployment>)();
/** A release plane that holds `releases`, newest first, one per page; `away` makes it unreachable. */
const planeWith = (releases: readonly Release[], state = { away: false }): ContractClient => ({
  call: (async (
    route: { id: string },
    { params, query }: { params?: { release: string }; query?: { before?: string } },
  ) => {
    if (state.away) throw new SlipwayError('UNAVAILABLE', { what: 'the release plane' });
    if (route.id === releaseRoutes.getRelease.id) {
      const release = releases.find(({ id }) => id === params?.release);
      if (release) return { release, statement };
      throw new SlipwayError('NOT_FOUND', { what: 'Release', name: params?.release });
    }
    const at = Number(query?.before ?? 0);
    return { items: releases.slice(at, at + 1), next: at + 1 < releases.length ? String(at + 1) : null };
  }) as unknown as ContractClient['call'],
});

describe('a predictor without a supervisor serves', () => {
  it('the newest active release of a version', async (t) => {
    const plane = planeWith([released(4, 12), released(3, 11, 'revoked'), released(3, 10), released(3, 9)]);
    const wanted = await wantedBy(served(await directoryOf(t), { SLIPWAY_MODEL: 'flight-delays@3' }, plane));
    assert.deepEqual([wanted.release, wanted.version, wanted.envelope], ['flight-delays-3-10', 3, envelope]);
  });

  it('a release by its id, unless it is revoked', async (t) => {
    const root = await directoryOf(t);
    const plane = planeWith([released(3, 9), released(2, 5, 'revoked')]);
    const ask = (model: string) => wantedBy(served(root, { SLIPWAY_MODEL: model }, plane));
    assert.equal((await ask('flight-delays-3-9')).release, 'flight-delays-3-9');
    await assert.rejects(ask('flight-delays-2-5'), { code: 'RELEASE_REVOKED' });
    await assert.rejects(ask('flight-delays@7'), { code: 'NOT_FOUND' });
  });

  it('what it served last when the release plane is away', async (t) => {
    const state = { away: false };
    const source = served(
      await directoryOf(t),
      { SLIPWAY_MODEL: 'flight-delays@3' },
      planeWith([released(3, 9)], state),
    );
    const first = await wantedBy(source);
    state.away = true;
    assert.deepEqual(await wantedBy(source), first);
  });

  it('nothing while the release plane is away and never answered', async (t) => {
    const away = planeWith([], { away: true });
    const source = served(await directoryOf(t), { SLIPWAY_MODEL: 'flight-delays@3' }, away);
    await assert.rejects(wantedBy(source), { code: 'UNAVAILABLE', kind: 'unavailable' });
  });

  it('a directory with the model and its release, in any form that the release plane gives it', async (t) => {
    const root = await directoryOf(t);
    const model = join(root, 'model');
    await mkdir(model);
    await writeFile(join(model, 'model.onnx'), MODEL);
    const source = served(root, { SLIPWAY_MODEL: `image:${model}` });
    await assert.rejects(wantedBy(source), { code: 'RELEASE_UNSIGNED', message: /release\.json is missing/ });
    const release = released(3, 9);
    for (const content of [envelope, release, { release, statement }]) {
      await writeFile(join(model, 'release.json'), JSON.stringify(content));
      const wanted = await wantedBy(source);
      assert.deepEqual([wanted.release, wanted.artifact], ['flight-delays-3-9', DIGEST]);
    }
    assert.equal(source.file, join(model, 'release.json'));
    assert.deepEqual(await source.blobs.get(DIGEST), MODEL);
    await assert.rejects(source.blobs.get(digestOf('other')), { code: 'BLOB_NOT_FOUND' });
  });

  it('nothing when it is not told what, told twice, or not told whom to ask', async (t) => {
    const root = await directoryOf(t);
    for (const environment of [
      {},
      { SLIPWAY_MODEL: 'a@1', SLIPWAY_DEPLOYMENT_FILE: '/x' },
      { SLIPWAY_MODEL: 'a@1', SLIPWAY_CONTROL_URL: undefined },
    ])
      assert.throws(() => served(root, environment as Partial<Environment>), {
        code: 'INVALID_CONFIGURATION',
      });
  });
});
