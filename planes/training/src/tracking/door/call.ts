import type { TrackingCaller } from '../access/tracking-caller.ts';
import type { Fields } from './fields.ts';

/** One request after its body has been read and its caller is known. */
export interface Call {
  readonly fields: Fields;
  readonly caller: TrackingCaller;
  /** Parts of the path that the route leaves open, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** JSON that the database has made already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Answer = object | JsonText;

export interface CallRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Below `/api/2.0/` or `/api/3.0/`, with `{name}` for what is left open. */
  readonly path: string;
  /** `write`: changes something. */
  readonly access: 'read' | 'write';
  readonly answer: (call: Call) => Promise<Answer> | Answer;
}

const route =
  (access: CallRoute['access']) =>
  (method: CallRoute['method'], path: string, answer: CallRoute['answer']): CallRoute => ({
    method,
    path,
    access,
    answer,
  });

export const reads = route('read');
export const writes = route('write');
