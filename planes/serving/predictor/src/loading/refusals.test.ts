import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type Envelope, SlipwayError, type WantedDeployment } from '@slipway/contracts';
import { digestOf, generateSigningKey } from '@slipway/platform';
import type { ReleasedFixture, ReleasedFixtureOptions } from '../fixtures/released-fixture.ts';
import { type RunningPredictor, runPredictor } from '../fixtures/running-predictor.ts';

/** Replaces one byte of a stored blob behind the store's back. */
const flipByte = async ({ blobs }: ReleasedFixture, digest: string): Promise<void> => {
  const path = await blobs.path(digest);
  const bytes = await readFile(path);
  const middle = bytes.length >> 1;
  bytes[middle] = bytes[middle]! ^ 1;
  await chmod(path, 0o644);
  await writeFile(path, bytes);
};

const refusedWith = async (running: RunningPredictor, code: string): Promise<void> => {
  try {
    assert.equal((await running.predictor.settled()).state, 'refused');
    const ready = await running.ask('GET', '/health/ready');
    assert.equal(ready.status, 503);
    assert.deepEqual([ready.json.ready, ready.json.state, ready.json.code], [false, 'refused', code]);
    assert.match(ready.json.reason, new RegExp(`^${code}: .+`));
    assert.equal((await running.ask('GET', '/health/live')).status, 200);
    assert.equal((await running.ask('GET', '/v2/health/live')).status, 200);
    assert.equal((await running.ask('GET', '/v2/health/ready')).status, 503);
    assert.equal((await running.ask('GET', '/v2/models/flight-delays/ready')).status, 503);
    for (const [path, body] of [
      ['/v1/predictions', { rows: [{}] }],
      ['/v2/models/flight-delays/infer', { inputs: [] }],
    ] as const) {
      const { status, json, headers } = await running.ask('POST', path, body);
      assert.deepEqual([status, json.code], [503, 'MODEL_NOT_READY']);
      assert.match(json.error, new RegExp(code));
      assert.equal(headers.get('x-slipway-release'), null);
    }
  } finally {
    await running.end();
  }
};

const wantedAs = (change: (fixture: ReleasedFixture) => WantedDeployment) =>
  runPredictor({}, (fixture) => ({ deployment: change(fixture) }));
const withEnvelope = (change: (envelope: Envelope) => Envelope) =>
  wantedAs(({ wanted }) => ({ ...wanted, envelope: change(wanted.envelope) }));

describe('the predictor refuses', () => {
  for (const [what, digestIn] of [
    ['model file', 'artifact'],
    ['signature.json', 'signature'],
    ['samples', 'samples'],
  ] as const) {
    it(`a ${what} with one flipped byte`, async () => {
      const running = await runPredictor({}, (fixture) => ({
        deployment: async () => {
          const statement = JSON.parse(Buffer.from(fixture.wanted.envelope.payload, 'base64').toString());
          await flipByte(fixture, statement.predicate[digestIn]);
          return fixture.wanted;
        },
      }));
      await refusedWith(running, 'DIGEST_MISMATCH');
    });
  }

  it('bytes that a store passes off as others', async () => {
    const running = await runPredictor({}, ({ blobs }) => ({
      blobs: { ...blobs, get: async (digest) => Buffer.concat([await blobs.get(digest), Buffer.from(' ')]) },
    }));
    await refusedWith(running, 'DIGEST_MISMATCH');
  });

  it('a blob that is not there, without trying again', async () => {
    let asked = 0;
    const running = await runPredictor({}, ({ blobs }) => ({
      blobs: {
        ...blobs,
        get: async (digest) => {
          asked++;
          throw new SlipwayError('BLOB_NOT_FOUND', { digest });
        },
      },
    }));
    await refusedWith(running, 'BLOB_NOT_FOUND');
    assert.equal(asked, 1);
  });

  it('a release that an unknown key signed', async () => {
    const running = await runPredictor({}, () => ({ trustedKeys: { keys: [generateSigningKey().trusted] } }));
    await refusedWith(running, 'RELEASE_KEY_UNKNOWN');
  });

  it('a release whose key id claims a trusted key', async () => {
    const other = generateSigningKey().trusted;
    const running = await runPredictor({}, ({ trustedKeys }) => ({
      trustedKeys: { keys: [{ keyid: trustedKeys.keys[0]!.keyid, publicKey: other.publicKey }] },
    }));
    await refusedWith(running, 'RELEASE_UNSIGNED');
  });

  it('a broken signature', async () => {
    const running = await withEnvelope((envelope) => ({
      ...envelope,
      signatures: envelope.signatures.map(({ keyid }) => ({
        keyid,
        sig: Buffer.alloc(64).toString('base64'),
      })),
    }));
    await refusedWith(running, 'RELEASE_UNSIGNED');
  });

  it('a statement that was changed after it was signed', async () => {
    const running = await withEnvelope((envelope) => {
      const text = Buffer.from(envelope.payload, 'base64').toString().replace('"version":1', '"version":2');
      return { ...envelope, payload: Buffer.from(text).toString('base64') };
    });
    await refusedWith(running, 'RELEASE_UNSIGNED');
  });

  it('a deployment that names another model, version, artifact or release than was signed', async () => {
    const changes: Partial<WantedDeployment>[] = [
      { model: 'other' },
      { version: 2 },
      { artifact: digestOf('another') },
      { release: 'flight-delays-1-8' },
    ];
    for (const change of changes) {
      const running = await wantedAs(({ wanted }) => ({ ...wanted, ...change }));
      assert.equal((await running.predictor.settled()).code, 'RELEASE_UNSIGNED');
      await running.end();
    }
  });

  it('a deployment document that is none', async () => {
    const running = await wantedAs(({ wanted }) => ({ ...wanted, replicas: 0 }));
    assert.equal((await running.predictor.settled()).code, 'RELEASE_UNSIGNED');
    await running.end();
  });

  it('a version that was rejected, approved by its author, or approved on other evidence', async () => {
    const changes: Parameters<ReleasedFixture['resign']>[0][] = [
      ({ predicate }) => {
        predicate.decisions[0]!.verdict = 'reject';
      },
      ({ predicate }) => {
        predicate.decisions[0]!.by.subject = predicate.lineage.author;
      },
      ({ predicate }) => {
        predicate.decisions[0]!.evidence = digestOf('other evidence');
      },
      ({ predicate }) => {
        predicate.plan.requiredApprovals = 2;
      },
    ];
    for (const change of changes) {
      await refusedWith(await wantedAs(({ resign }) => resign(change)), 'RELEASE_NOT_APPROVED');
    }
  });

  const samples: [string, ReleasedFixtureOptions, string][] = [
    [
      'a model that answers otherwise than the evaluator saw',
      { samples: [{ row: { distance: 1 }, score: [0.5, 0.5] }] },
      'WARM_UP_MISMATCH',
    ],
    ['samples of another task', { samples: [{ row: { distance: 1 }, score: [0.5] }] }, 'WARM_UP_MISMATCH'],
    ['a release without samples', { samples: [] }, 'MODEL_INVALID'],
    [
      'samples that do not fit the signature',
      { samples: [{ row: { to: 'JFK' }, score: [0.5, 0.5] }] },
      'FEATURE_UNKNOWN',
    ],
  ];
  for (const [what, options, code] of samples) {
    it(what, async () => refusedWith(await runPredictor(options), code));
  }

  it('a signature file that is none, and a graph that does not fit it', async () => {
    const withSignature = async (content: string, code: string) => {
      const running = await runPredictor({}, ({ blobs, resign }) => ({
        deployment: async () => {
          const { digest } = await blobs.put(Buffer.from(content));
          return resign(({ predicate }) => {
            predicate.signature = digest;
          });
        },
      }));
      await refusedWith(running, code);
    };
    await withSignature('{"task":', 'INVALID_SIGNATURE_FILE');
    await withSignature('{"task":"binary"}', 'INVALID_SIGNATURE_FILE');
  });
});

describe('what cannot be reached is tried again', () => {
  const unreachable: [string, () => Error][] = [
    ['a store that is away', () => new SlipwayError('UNAVAILABLE', { what: 'The blob store' })],
    ['a refused connection', () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ];
  for (const [what, error] of unreachable) {
    it(`${what}, and the predictor is ready in the end`, async (t) => {
      let reachable = false;
      const running = await runPredictor({ retry: { firstMs: 5, maxMs: 20 } }, ({ blobs }) => ({
        blobs: {
          ...blobs,
          get: async (digest) => {
            if (!reachable) throw error();
            return blobs.get(digest);
          },
        },
      }));
      t.after(running.end);
      await setTimeout(50);
      const { status, json } = await running.ask('GET', '/health/ready');
      assert.deepEqual([status, json.state], [503, 'starting']);
      assert.match(json.reason, /Trying again/);
      reachable = true;
      assert.equal((await running.predictor.settled()).state, 'ready');
    });
  }

  it('until the predictor is stopped', async () => {
    const running = await runPredictor({ retry: { firstMs: 60_000, maxMs: 60_000 } }, () => ({
      deployment: async () => {
        throw new SlipwayError('UNAVAILABLE', { what: 'The deployment' });
      },
    }));
    const begun = Date.now();
    await running.end();
    assert.ok(Date.now() - begun < 1000);
  });
});
