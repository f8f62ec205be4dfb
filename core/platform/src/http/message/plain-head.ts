import type { IncomingHttpHeaders } from 'node:http';

/** Request line and headers of a plain request. */
export interface PlainHead {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body. */
  readonly length: number;
}

const REQUEST_LINE = /^(GET|POST) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;
/** No control characters, also no tab: who sends one is not plain. */
const VALUE = /^[\x20-\x7e\x80-\xff]*$/;
const LENGTH = /^\d{1,9}$/;
const MOST_HEADERS = 64;
/** As Node's server has it. */
const MOST_CHARACTERS = 16 * 1024;
const SPACE = 0x20;
/** Each of them changes how a message is to be read or answered. */
const NOT_PLAIN = new Set([
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'keep-alive',
  'proxy-connection',
  'http2-settings',
  'set-cookie',
]);

/** Without the spaces around it; `trim` would take more than those. */
const trimmedFrom = (line: string, from: number): string => {
  let begin = from;
  let end = line.length;
  while (begin < end && line.charCodeAt(begin) === SPACE) begin += 1;
  while (end > begin && line.charCodeAt(end - 1) === SPACE) end -= 1;
  return line.slice(begin, end);
};

/**
 * Reads the head of a request of the plain kind: HTTP/1.1, GET without a body or POST with a declared length, each header once, a
 * connection that stays open. Null for everything else, well-formed or not: that is for a complete parser, this one only
 * recognises what cannot be read in two ways.
 * @param text up to the empty line, without it
 */
export const readPlainHead = (text: string): PlainHead | null => {
  if (text.length > MOST_CHARACTERS) return null;
  const lines = text.split('\r\n');
  const [, method, url] = REQUEST_LINE.exec(lines[0]!) ?? [];
  if (method === undefined || lines.length > MOST_HEADERS) return null;
  // Without a prototype: every name is only a name.
  const headers = Object.create(null) as Record<string, string>;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!;
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = trimmedFrom(line, colon + 1);
    if (
      colon < 1 ||
      !NAME.test(name) ||
      !VALUE.test(value) ||
      NOT_PLAIN.has(name) ||
      headers[name] !== undefined
    )
      return null;
    headers[name] = value;
  }
  const { host, connection, 'content-length': declared } = headers;
  if (host === undefined || (connection !== undefined && connection.toLowerCase() !== 'keep-alive'))
    return null;
  if (method === 'GET') return declared === undefined ? { method, url: url!, headers, length: 0 } : null;
  if (declared === undefined || !LENGTH.test(declared)) return null;
  return { method: 'POST', url: url!, headers, length: Number(declared) };
};
