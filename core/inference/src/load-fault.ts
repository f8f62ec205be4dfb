import { SlipwayError } from '@slipway/contracts';

/** How ONNX Runtime says what is wrong, and what that means; tried in this order. */
const MEANINGS: readonly [RegExp, (found: RegExpMatchArray) => string][] = [
  [
    /No Op registered for (\S+) with domain_version of (\d+)/,
    ([, operator, version]) =>
      `ONNX Runtime has no operator ${operator} in opset ${version}; export it with operators of ONNX, or another opset`,
  ],
  [
    /In Node, \("[^"]*", (\w+), .*No opset import for domain '([^']*)'/s,
    ([, operator, domain]) =>
      `its operator ${operator} is of the domain "${domain}", which ONNX Runtime does not know; export it without custom operators`,
  ],
  [
    /Could not find an implementation for (\w+)\((\d+)\)/,
    ([, operator, version]) =>
      `ONNX Runtime has no implementation of ${operator}, opset ${version}, for the types it is given; cast its inputs to float`,
  ],
  [
    /Type Error: Type '([^']+)' of input parameter \(([^)]*)\) of operator \(([^)]*)\)/,
    ([, type, input, operator]) =>
      `its operator ${operator} does not take "${input}" as ${type}; correct the types in the export`,
  ],
  [/protobuf parsing failed/i, () => 'it is no whole ONNX file; check that the export was complete'],
];

/** MODEL_INVALID with the reason of ONNX Runtime's message, in one sentence, with what to do about it where that is known. */
export const loadFault = (thrown: unknown): SlipwayError => {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  for (const [pattern, meaning] of MEANINGS) {
    const found = message.match(pattern);
    if (found) return fault(meaning(found), thrown);
  }
  return fault(plain(message), thrown);
};

const fault = (reason: string, cause: unknown): SlipwayError =>
  new SlipwayError('MODEL_INVALID', { reason }, { cause });

/** Without the place in the runtime's own source, which a message may begin with, and its full stops. */
const plain = (message: string): string =>
  message
    .trim()
    .replace(/^\/\S+\.(?:cc|h):\d+ .*?\) (?=[A-Z])/s, '')
    .replace(/\s+/g, ' ')
    .replace(/\.+$/, '');
