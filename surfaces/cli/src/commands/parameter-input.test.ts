import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ServingParameterValues } from '@slipway/contracts';
import {
  assignedParameters,
  clearedParameters,
  givenParameters,
  parametersInFile,
} from './parameter-input.ts';

const IN_FORCE: ServingParameterValues = {
  log: { level: 'full', sampling: 1, unit: 'plain', redact: { origin: 'hashed', carrier: 'dropped' } },
  variants: { v2: { threshold: 0.4 } },
  fallback: { answer: { score: 0, decision: null } },
};

test('values are numbers, truths, null, text and JSON', () => {
  const texts = [
    'threshold=0.3',
    'activate=false',
    'hedgeAfterMs=null',
    'activeVariant=2',
    'message=404',
    'weights=v1:0.9,v2:0.1',
    'conditions=[{"name":"c","when":"unit == \\"a=b\\"","variant":"v2"}]',
  ];
  assert.deepEqual(assignedParameters(texts, {}), {
    threshold: 0.3,
    activate: false,
    hedgeAfterMs: null,
    activeVariant: '2',
    message: '404',
    weights: [
      { variant: 'v1', weight: 0.9 },
      { variant: 'v2', weight: 0.1 },
    ],
    conditions: [{ name: 'c', when: 'unit == "a=b"', variant: 'v2' }],
  });
  assert.deepEqual(assignedParameters(['weights='], {}), { weights: [] });
});

test('a part changes what is in force and leaves the rest', () => {
  const texts = ['log.sampling=0.1', 'log.unit=hashed', 'variants.v3.activate=false', 'fallback.variant=v2'];
  assert.deepEqual(assignedParameters(texts, IN_FORCE), {
    log: { level: 'full', sampling: 0.1, unit: 'hashed', redact: { origin: 'hashed', carrier: 'dropped' } },
    variants: { v2: { threshold: 0.4 }, v3: { activate: false } },
    fallback: { variant: 'v2' },
  });
  assert.deepEqual(assignedParameters(['log.sampling=0.1'], IN_FORCE, { log: { unit: 'dropped' } }), {
    log: { unit: 'dropped', sampling: 0.1 },
  });
});

test('what is no assignment is named', () => {
  for (const [text, field] of [
    ['threshold', 'threshold'],
    ['=1', '=1'],
    ['weights=v1', 'weights'],
    ['weights=v1:x', 'weights'],
    ['inputRules=[{', 'inputRules'],
  ] as const) {
    assert.throws(() => assignedParameters([text], {}), { code: 'INVALID_REQUEST', field });
  }
});

test('unset takes away a parameter, or a part of one', () => {
  assert.deepEqual(clearedParameters(['threshold', 'log.redact.origin', 'variants.v2'], IN_FORCE), {
    values: {
      log: { level: 'full', sampling: 1, unit: 'plain', redact: { carrier: 'dropped' } },
      variants: {},
    },
    unset: ['threshold'],
  });
  for (const name of ['treshold', 'lgo.sampling'])
    assert.throws(() => clearedParameters([name], IN_FORCE), { code: 'INVALID_REQUEST' });
});

test('a file of JSON or YAML brings rules; single values go before it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-parameters-'));
  t.after(() => rm(directory, { recursive: true }));
  const file = async (name: string, text: string) => {
    const path = join(directory, name);
    await writeFile(path, text);
    return path;
  };
  const rule = { name: 'far', when: 'input.distance > 5000', action: { do: 'reject', message: 'too far' } };
  const yaml = await file(
    'p.yaml',
    'threshold: 0.9\ninputRules:\n  - name: far\n    when: input.distance > 5000\n    action: { do: reject, message: too far }\n',
  );
  assert.deepEqual(await parametersInFile(yaml), { threshold: 0.9, inputRules: [rule] });
  const inForce = () => assert.fail('nothing in force is needed');
  const json = await file('p.json', JSON.stringify({ inputRules: [rule], threshold: 0.9 }));
  assert.deepEqual(await givenParameters(['threshold=0.3'], json, inForce), {
    inputRules: [rule],
    threshold: 0.3,
  });
  assert.deepEqual(await givenParameters(['log.sampling=0.5'], undefined, async () => IN_FORCE), {
    log: { ...IN_FORCE.log, sampling: 0.5 },
  });
  await assert.rejects(parametersInFile(await file('bad.yaml', 'a: [')), { code: 'INVALID_REQUEST' });
  await assert.rejects(parametersInFile(await file('list.yaml', '- 1')), { code: 'INVALID_REQUEST' });
  await assert.rejects(parametersInFile(await file('bad.json', '{')), { code: 'INVALID_JSON' });
  await assert.rejects(parametersInFile(join(directory, 'none.yaml')), { code: 'NOT_FOUND' });
  await assert.rejects(givenParameters(['treshold=0.5', 'retries=99'], undefined, inForce), {
    code: 'INVALID_REQUEST',
    message: /retries.*treshold/,
  });
});
