/** A server-sent event: `data` is its text. */
export interface SentEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

const eventOf = (block: string): SentEvent | null => {
  const fields = new Map<string, string>();
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const at = line.indexOf(':');
    // A line that begins with a colon is a comment.
    if (at === 0) continue;
    const name = at === -1 ? line : line.slice(0, at);
    const value = at === -1 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else fields.set(name, value);
  }
  if (data.length === 0) return null;
  return { id: fields.get('id'), event: fields.get('event') ?? 'message', data: data.join('\n') };
};

/** Puts the pieces of a stream of server-sent events together, in the format of https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export class EventStreamParser {
  #rest = '';

  /** The events that are whole now. */
  take(text: string): SentEvent[] {
    const blocks = `${this.#rest}${text}`.replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => eventOf(block) ?? []);
  }
}
