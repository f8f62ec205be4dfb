import { STATUS_CODES } from 'node:http';

/** What a header value may hold, as Node checks it. */
const NOT_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const SECOND_MS = 1000;
const NO_CONTENT = 204;

let dateOf = 0;
let date = '';

/** As the header wants it: whole seconds. */
const httpDate = (): string => {
  const now = Date.now();
  if (now - dateOf >= SECOND_MS || now < dateOf) {
    dateOf = now - (now % SECOND_MS);
    date = new Date(now).toUTCString();
  }
  return date;
};

let lastStart = { status: 0, date: '', keepAliveSeconds: 0, text: '' };

/** Status line and the first headers; the same for all answers of a second that are alike. */
const startOf = (status: number, keepAliveSeconds: number): string => {
  const today = httpDate();
  const last = lastStart;
  if (last.status === status && last.date === today && last.keepAliveSeconds === keepAliveSeconds)
    return last.text;
  const connection =
    keepAliveSeconds === 0 ? 'close' : `keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}`;
  const reason = STATUS_CODES[status] ?? '';
  const made = `HTTP/1.1 ${status} ${reason}\r\nDate: ${today}\r\nConnection: ${connection}\r\n`;
  lastStart = { status, date: today, keepAliveSeconds, text: made };
  return made;
};

/** Throws TypeError when a value holds what no header may, a line break first of all. */
export const assertHeaders = (headers: readonly string[]): void => {
  for (let index = 1; index < headers.length; index += 2)
    if (NOT_A_VALUE.test(headers[index]!))
      throw new TypeError(`The value of the header ${headers[index - 1]} is no header value`);
};

/**
 * Status line and headers of an answer with the empty line behind them, in Latin-1.
 * @param headers names and values in turn
 * @param bytes of the body
 * @param keepAliveSeconds what the connection promises; 0: it is closed after the answer
 * Throws what `assertHeaders` throws.
 */
export const answerHead = (
  status: number,
  headers: readonly string[],
  bytes: number,
  keepAliveSeconds: number,
): string => {
  assertHeaders(headers);
  let head = startOf(status, keepAliveSeconds);
  if (status !== NO_CONTENT) head += `Content-Length: ${bytes}\r\n`;
  for (let index = 0; index + 1 < headers.length; index += 2)
    head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return `${head}\r\n`;
};
