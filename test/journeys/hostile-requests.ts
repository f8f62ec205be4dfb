/** A request that must be refused: what it is, its body (an object is sent as JSON), and the refusal. */
export interface HostileRequest {
  readonly what: string;
  readonly body: unknown;
  readonly code: string;
  /** Absent: no field is to blame. */
  readonly field?: string;
  /** 400 when absent. */
  readonly status?: number;
}

export const GOOD_ROW = { distance: 1, hour: 0, origin: 'ATL' };
const row = (changes: object) => ({ rows: [{ ...GOOD_ROW, ...changes }] });
/** The good row with another text for the value of `distance`. */
const rowText = (value: string) => `{"rows":[{"distance":${value},"hour":0,"origin":"ATL"}]}`;
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

const tensor = (name: string, datatype: string, data: unknown[]) => ({ name, datatype, shape: [1, 1], data });
const distance = tensor('distance', 'FP32', [1]);
const hour = tensor('hour', 'FP32', [0]);
const origin = tensor('origin', 'BYTES', ['ATL']);
export const GOOD_TENSORS = { inputs: [distance, hour, origin] };
const first = (changes: object) => ({ inputs: [{ ...distance, ...changes }, hour, origin] });
/** The good tensors with another text for the element of `distance`. */
const elementText = (value: string) =>
  JSON.stringify(GOOD_TENSORS).replace('"data":[1]', `"data":[${value}]`);

/** What no JSON door takes. */
const BODIES: HostileRequest[] = [
  { what: 'an empty body', body: '', code: 'INVALID_JSON' },
  { what: 'blanks only', body: ' \n ', code: 'INVALID_JSON' },
  { what: 'text after the JSON', body: '{} {}', code: 'INVALID_JSON' },
  { what: 'a form', body: 'distance=1&hour=0', code: 'INVALID_JSON' },
  { what: 'bytes that are not UTF-8', body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), code: 'INVALID_JSON' },
  { what: 'UTF-16', body: Buffer.from('{"rows":[]}', 'utf16le'), code: 'INVALID_JSON' },
  { what: 'nesting that never ends', body: '['.repeat(200_000), code: 'INVALID_JSON' },
  { what: 'nesting that ends', body: nested(100_000), code: 'INVALID_REQUEST' },
  { what: 'null', body: 'null', code: 'INVALID_REQUEST' },
  { what: 'a number', body: '7', code: 'INVALID_REQUEST' },
  { what: 'a list', body: [], code: 'INVALID_REQUEST' },
  {
    what: 'a body over the limit',
    body: { rows: [{ ...GOOD_ROW, origin: 'x'.repeat(300_000) }] },
    code: 'BODY_TOO_LARGE',
    status: 413,
  },
];

/** For doors that take `{"rows": [...]}`. */
export const HOSTILE_ROWS: HostileRequest[] = [
  ...BODIES,
  {
    what: 'JSON that is cut off',
    body: '{"rows":[{"distance":',
    code: 'INVALID_JSON',
    field: 'rows[0].distance',
  },
  { what: 'a bare NaN', body: rowText('NaN'), code: 'INVALID_JSON', field: 'rows[0].distance' },
  { what: 'a bare Infinity', body: rowText('-Infinity'), code: 'INVALID_JSON', field: 'rows[0].distance' },
  { what: '1e400', body: rowText('1e400'), code: 'FEATURE_TYPE', field: 'rows[0].distance' },
  { what: 'a number beyond FP32', body: rowText('1e39'), code: 'FEATURE_TYPE', field: 'rows[0].distance' },
  {
    what: 'text where a number belongs',
    body: row({ hour: '0' }),
    code: 'FEATURE_TYPE',
    field: 'rows[0].hour',
  },
  { what: 'NaN as text', body: row({ hour: 'NaN' }), code: 'FEATURE_TYPE', field: 'rows[0].hour' },
  {
    what: 'true where a number belongs',
    body: row({ hour: true }),
    code: 'FEATURE_TYPE',
    field: 'rows[0].hour',
  },
  {
    what: 'a number where text belongs',
    body: row({ origin: 5 }),
    code: 'FEATURE_TYPE',
    field: 'rows[0].origin',
  },
  {
    what: 'a list where a number belongs',
    body: row({ hour: [0] }),
    code: 'FEATURE_TYPE',
    field: 'rows[0].hour',
  },
  {
    what: 'an object where text belongs',
    body: row({ origin: {} }),
    code: 'FEATURE_TYPE',
    field: 'rows[0].origin',
  },
  {
    what: 'deep nesting in a feature',
    body: rowText(nested(90_000)),
    code: 'FEATURE_TYPE',
    field: 'rows[0].distance',
  },
  {
    what: 'a missing feature in the second row',
    body: { rows: [GOOD_ROW, { distance: 1, hour: 0 }] },
    code: 'FEATURE_MISSING',
    field: 'rows[1].origin',
  },
  {
    what: 'null for a required feature',
    body: row({ hour: null }),
    code: 'FEATURE_MISSING',
    field: 'rows[0].hour',
  },
  { what: 'an extra feature', body: row({ speed: 1 }), code: 'FEATURE_UNKNOWN', field: 'rows[0].speed' },
  {
    what: 'a feature named __proto__',
    body: '{"rows":[{"__proto__":{"distance":1},"hour":0,"origin":"ATL"}]}',
    code: 'FEATURE_UNKNOWN',
    field: 'rows[0].__proto__',
  },
  {
    what: 'a feature named constructor',
    body: row({ constructor: 1 }),
    code: 'FEATURE_UNKNOWN',
    field: 'rows[0].constructor',
  },
  {
    what: 'a repeated key, of which the last counts',
    body: '{"rows":[{"distance":1,"distance":"x","hour":0,"origin":"ATL"}]}',
    code: 'FEATURE_TYPE',
    field: 'rows[0].distance',
  },
  {
    what: 'rows twice',
    body: `{"rows":[${JSON.stringify(GOOD_ROW)}],"rows":[]}`,
    code: 'INVALID_REQUEST',
    field: 'rows',
  },
  { what: 'no rows', body: {}, code: 'INVALID_REQUEST', field: 'rows' },
  { what: 'empty rows', body: { rows: [] }, code: 'INVALID_REQUEST', field: 'rows' },
  { what: 'rows that are an object', body: { rows: {} }, code: 'INVALID_REQUEST', field: 'rows' },
  { what: 'a row that is null', body: { rows: [GOOD_ROW, null] }, code: 'INVALID_REQUEST', field: 'rows[1]' },
  { what: 'an unknown key', body: { ...row({}), debug: true }, code: 'INVALID_REQUEST', field: 'debug' },
  {
    what: 'a __proto__ key',
    body: `{"rows":[${JSON.stringify(GOOD_ROW)}],"__proto__":{"unit":"u"}}`,
    code: 'INVALID_REQUEST',
    field: '__proto__',
  },
  { what: 'a unit that is a number', body: { ...row({}), unit: 7 }, code: 'INVALID_REQUEST', field: 'unit' },
  {
    what: 'a unit that is too long',
    body: { ...row({}), unit: 'u'.repeat(501) },
    code: 'INVALID_REQUEST',
    field: 'unit',
  },
  {
    what: '10,000 rows over the limit',
    body: { rows: new Array(10_000).fill(GOOD_ROW) },
    code: 'BODY_TOO_LARGE',
    status: 413,
  },
  {
    what: 'thousands of wrong rows',
    body: { rows: new Array(5000).fill({ ...GOOD_ROW, hour: '' }) },
    code: 'FEATURE_TYPE',
    field: 'rows[0].hour',
  },
];

/** For doors of the Open Inference Protocol. */
export const HOSTILE_TENSORS: HostileRequest[] = [
  ...BODIES,
  { what: 'a bare NaN', body: elementText('NaN'), code: 'TENSOR_VALUE', field: 'inputs[0].data' },
  { what: 'text in numbers', body: elementText('"1"'), code: 'TENSOR_VALUE', field: 'inputs[0].data' },
  { what: 'null in numbers', body: elementText('null'), code: 'TENSOR_VALUE', field: 'inputs[0].data' },
  {
    what: 'deep nesting in the data',
    body: elementText(nested(90_000)),
    code: 'TENSOR_VALUE',
    field: 'inputs[0].data',
  },
  {
    what: 'a number in texts',
    body: { inputs: [distance, hour, { ...origin, data: [5] }] },
    code: 'TENSOR_VALUE',
    field: 'inputs[2].data',
  },
  {
    what: 'a wrong tensor name',
    body: first({ name: 'speed' }),
    code: 'TENSOR_UNKNOWN',
    field: 'inputs[0].name',
  },
  {
    what: 'a tensor named __proto__',
    body: first({ name: '__proto__' }),
    code: 'TENSOR_UNKNOWN',
    field: 'inputs[0].name',
  },
  { what: 'a missing tensor', body: { inputs: [distance, hour] }, code: 'TENSOR_MISSING', field: 'inputs' },
  { what: 'no tensors', body: { inputs: [] }, code: 'TENSOR_MISSING', field: 'inputs' },
  {
    what: 'a tensor twice',
    body: { inputs: [distance, hour, origin, hour] },
    code: 'INVALID_REQUEST',
    field: 'inputs[3].name',
  },
  {
    what: 'a wrong datatype',
    body: first({ datatype: 'INT64' }),
    code: 'TENSOR_DATATYPE',
    field: 'inputs[0].datatype',
  },
  {
    what: 'an unknown datatype',
    body: first({ datatype: 'FLOAT' }),
    code: 'TENSOR_DATATYPE',
    field: 'inputs[0].datatype',
  },
  { what: 'a wrong shape', body: first({ shape: [1, 2] }), code: 'TENSOR_SHAPE', field: 'inputs[0].shape' },
  {
    what: 'a shape of one dimension',
    body: first({ shape: [1] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].shape',
  },
  {
    what: 'a negative shape',
    body: first({ shape: [-1, 1] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].shape',
  },
  {
    what: 'a huge shape',
    body: first({ shape: [1e9, 1e9] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].shape',
  },
  {
    what: 'a shape in text',
    body: first({ shape: ['1', '1'] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].shape',
  },
  {
    what: 'more elements than the shape',
    body: first({ data: [1, 2] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].data',
  },
  {
    what: 'fewer elements than the shape',
    body: first({ data: [] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[0].data',
  },
  {
    what: 'tensors of different length',
    body: first({ shape: [2, 1], data: [1, 2] }),
    code: 'TENSOR_SHAPE',
    field: 'inputs[1].shape',
  },
  { what: 'data that is no list', body: first({ data: '1' }), code: 'TENSOR_SHAPE', field: 'inputs[0].data' },
  { what: 'no inputs', body: {}, code: 'INVALID_REQUEST', field: 'inputs' },
  {
    what: 'an unknown output',
    body: { ...GOOD_TENSORS, outputs: [{ name: 'toString' }] },
    code: 'OUTPUT_UNKNOWN',
    field: 'outputs[0].name',
  },
  { what: 'an id that is a number', body: { ...GOOD_TENSORS, id: 7 }, code: 'INVALID_REQUEST', field: 'id' },
];

const outcome = (changes: object) => ({ outcomes: [{ predictionId: 'p-1', label: 1, ...changes }] });

/** For the door that takes outcomes. */
export const HOSTILE_OUTCOMES: HostileRequest[] = [
  ...BODIES.filter(({ code }) => code !== 'INVALID_REQUEST'),
  { what: 'no outcomes', body: { outcomes: [] }, code: 'OUTCOME_INVALID', field: 'outcomes' },
  { what: 'an unknown key', body: { ...outcome({}), force: true }, code: 'OUTCOME_INVALID', field: 'force' },
  {
    what: 'an unknown field',
    body: outcome({ score: 1 }),
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].score',
  },
  {
    what: 'a label that is null',
    body: outcome({ label: null }),
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].label',
  },
  {
    what: 'a label that is a list',
    body: outcome({ label: [1] }),
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].label',
  },
  {
    what: 'a label of 1e400',
    body: '{"outcomes":[{"predictionId":"p-1","label":1e400}]}',
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].label',
  },
  {
    what: 'a label of NaN',
    body: '{"outcomes":[{"predictionId":"p-1","label":NaN}]}',
    code: 'INVALID_JSON',
    field: 'outcomes[0].label',
  },
  {
    what: 'an id with a space',
    body: outcome({ predictionId: 'a b' }),
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].predictionId',
  },
  {
    what: 'a time that is none',
    body: outcome({ at: 'noon' }),
    code: 'OUTCOME_INVALID',
    field: 'outcomes[0].at',
  },
  {
    what: 'one wrong outcome after a good one',
    body: { outcomes: [{ predictionId: 'p-1', label: 1 }, { predictionId: 'p-2' }] },
    code: 'OUTCOME_INVALID',
    field: 'outcomes[1].label',
  },
];
