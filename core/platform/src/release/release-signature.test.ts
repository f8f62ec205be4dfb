import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision, ReleaseStatement } from '@slipway/contracts';
import { canonicalJson } from '../digest.ts';
import { generateSigningKey, signRelease, verifyRelease } from './release-signature.ts';

const hex = (digit: string) => digit.repeat(64);
const sha = (digit: string) => `sha256:${hex(digit)}`;
const approval: Decision = {
  verdict: 'approve',
  reason: 'good',
  by: { subject: 'reviewer', name: 'Rae', role: 'reviewer', unattended: false },
  at: '2026-01-01T00:00:00.000Z',
  evidence: sha('e'),
  accepted: [],
};

const statement = (decisions: Decision[] = [approval]): ReleaseStatement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'model.onnx', digest: { sha256: hex('a') } }],
  predicateType: 'https://slipway.dev/release/v1',
  predicate: {
    model: 'm',
    version: 1,
    artifact: sha('a'),
    artifactBytes: 10,
    signature: sha('b'),
    samples: sha('c'),
    lineage: {
      run: 'r',
      job: 'j',
      author: 'author',
      snapshots: [sha('d')],
      code: { directory: '/x', commit: null, dirty: false },
      command: ['node'],
      environment: {},
      parameters: {},
      seed: 1,
    },
    evaluation: 'ev',
    evidence: sha('e'),
    criteria: [],
    plan: { pattern: 'model-load', endpoint: 'p', requiredApprovals: 1 },
    decisions,
    review: 'rv',
    sequence: 1,
    signedAt: '2026-01-01T00:00:00.000Z',
  },
});

const { privateKeyPem, trusted } = generateSigningKey();
const keys = { keys: [trusted] };

test('what was signed comes back', () => {
  const envelope = signRelease(statement(), privateKeyPem);
  assert.deepEqual(verifyRelease(envelope, keys), statement());
  assert.equal(Buffer.from(envelope.payload, 'base64').toString(), canonicalJson(statement()));
});

test('a changed payload, type or signature is refused', () => {
  const envelope = signRelease(statement(), privateKeyPem);
  const changed = Buffer.from(envelope.payload, 'base64').toString().replace('"version":1', '"version":2');
  const refused = { code: 'RELEASE_UNSIGNED' };
  assert.throws(
    () => verifyRelease({ ...envelope, payload: Buffer.from(changed).toString('base64') }, keys),
    refused,
  );
  assert.throws(() => verifyRelease({ ...envelope, payloadType: 'text/plain' }, keys), refused);
  assert.throws(
    () => verifyRelease({ ...envelope, signatures: [{ keyid: trusted.keyid, sig: 'AAAA' }] }, keys),
    refused,
  );
});

test('an unknown key is refused, also when it carries the id of a trusted one', () => {
  const other = generateSigningKey();
  const envelope = signRelease(statement(), other.privateKeyPem);
  assert.throws(() => verifyRelease(envelope, keys), { code: 'RELEASE_KEY_UNKNOWN' });
  const pretending = {
    ...envelope,
    signatures: envelope.signatures.map(({ sig }) => ({ keyid: trusted.keyid, sig })),
  };
  assert.throws(() => verifyRelease(pretending, keys), { code: 'RELEASE_UNSIGNED' });
});

test('a signed statement without a valid approval is refused', () => {
  const by = (changes: object) => ({ ...approval, by: { ...approval.by, ...changes } });
  const cases: [string, Decision[]][] = [
    ['the author approved', [by({ subject: 'author' })]],
    ['not a reviewer', [by({ role: 'operator' })]],
    ['other evidence', [{ ...approval, evidence: sha('f') }]],
    ['rejected', [approval, { ...approval, verdict: 'reject', by: { ...approval.by, subject: 'second' } }]],
  ];
  for (const [what, decisions] of cases) {
    assert.throws(
      () => verifyRelease(signRelease(statement(decisions), privateKeyPem), keys),
      { code: 'RELEASE_NOT_APPROVED' },
      what,
    );
  }
});

test('the same reviewer twice is one approval', () => {
  const two = statement([approval, approval]);
  two.predicate.plan.requiredApprovals = 2;
  assert.throws(() => verifyRelease(signRelease(two, privateKeyPem), keys), { code: 'RELEASE_NOT_APPROVED' });
  const second = { ...approval, by: { ...approval.by, subject: 'second' } };
  two.predicate.decisions = [approval, second];
  assert.equal(verifyRelease(signRelease(two, privateKeyPem), keys).predicate.decisions.length, 2);
});
