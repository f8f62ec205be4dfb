import { type ServerResponse, STATUS_CODES } from 'node:http';

/** What a header value may hold, as Node checks it. */
const NOT_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const SECOND_MS = 1000;

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

/** The connection stays open, nothing waits in it, and the answer is of the plain kind: a body of a known length. */
const isPlain = ({ req, shouldKeepAlive, socket, headersSent }: ServerResponse): boolean =>
  req.method === 'POST' &&
  req.httpVersionMinor === 1 &&
  req.complete &&
  shouldKeepAlive &&
  !headersSent &&
  // Null while the answers to earlier requests of a pipeline are still to come.
  socket?.writable === true &&
  socket.writableLength === 0;

/**
 * Sends a whole answer with one write, past the queues of ServerResponse, which are for bodies that come in pieces and take more
 * time than the write. Node ends its bookkeeping for a request with the event `finish` of the response, which is emitted here.
 * Returns false, with nothing sent, where a connection needs more care: send with `writeHead` and `end` then.
 * @param headers names and values in turn, without Content-Length, Connection and Date
 * @param body ASCII: its characters are its bytes
 * @param keepAliveSeconds what the connection promises, see `keepAliveTimeout` of the server
 */
export const sendAtOnce = (
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
  keepAliveSeconds: number,
): boolean => {
  if (!isPlain(response)) return false;
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nDate: ${httpDate()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\nContent-Length: ${body.length}\r\n`;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const value = headers[index + 1]!;
    if (NOT_A_VALUE.test(value)) return false;
    head += `${headers[index]}: ${value}\r\n`;
  }
  response.socket!.write(`${head}\r\n${body}`, 'latin1');
  response.emit('finish');
  return true;
};
