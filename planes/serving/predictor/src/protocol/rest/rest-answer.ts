/** Exactly this, without a charset: KServe's client reads the error only then. */
export const JSON_TYPE = 'application/json';

/** An answer before it is put on the wire. */
export interface RestAnswer {
  readonly status: number;
  readonly body: string | Uint8Array;
  /** The body is text in ASCII; absent: nobody knows. */
  readonly ascii?: boolean;
  /** Default JSON. */
  readonly type?: string;
  /** Further headers, names and values in turn. */
  readonly headers?: readonly string[];
}

export const jsonAnswer = (value: unknown, status = 200): RestAnswer => ({
  status,
  body: JSON.stringify(value),
});
