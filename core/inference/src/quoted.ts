import { asciiJson } from './ascii-json.ts';

/** Names of models and tensors; more are not kept, so that no client can fill the memory with them. */
const KEPT = 4096;

const known = new Map<string, string>();

/** A name as JSON in ASCII. The few that there are come in every answer. */
export const quoted = (name: string): string => {
  let json = known.get(name);
  if (json === undefined) {
    json = asciiJson(JSON.stringify(name));
    if (known.size < KEPT) known.set(name, json);
  }
  return json;
};
