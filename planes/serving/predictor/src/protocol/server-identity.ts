/** How a server names itself in its metadata. */
export interface ServerIdentity {
  readonly name: string;
  readonly version: string;
}
