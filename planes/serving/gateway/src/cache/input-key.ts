import { hash } from 'node:crypto';
import type { Tensor } from '@slipway/inference/rows';

/** What besides the inputs decides an answer. */
export interface CacheScope {
  readonly endpoint: string;
  readonly release: string;
  /** Of the serving parameters. */
  readonly revision: number;
  /** Wanted outputs; undefined: all. */
  readonly outputs: readonly string[] | undefined;
}

const bytesOf = ({ data }: Tensor): Uint8Array =>
  Array.isArray(data)
    ? Buffer.from(JSON.stringify(data))
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/**
 * The key of an answer: SHA-256 over release, revision and the decoded inputs, which are the same however a client wrote them.
 * A weaker hash could give one client the answer of another.
 */
export const inputKey = (
  { endpoint, release, revision, outputs }: CacheScope,
  tensors: readonly Tensor[],
): string => {
  let head = `${endpoint}\n${release}\n${revision}\n${outputs === undefined ? '' : JSON.stringify(outputs)}`;
  for (const { name, datatype, shape, data } of tensors) {
    const size = Array.isArray(data) ? '' : data.byteLength;
    head += `\n${JSON.stringify(name)} ${datatype} ${shape.join(',')} ${size}`;
  }
  return hash('sha256', Buffer.concat([Buffer.from(`${head}\n\n`), ...tensors.map(bytesOf)]), 'base64');
};
