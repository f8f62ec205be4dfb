import { SlipwayError } from '@slipway/contracts';
import { warmUp } from '@slipway/inference/rows';
import { metadataProblem } from './metadata-problem.ts';
import { ProtocolClient, type ProtocolServer } from './protocol-client.ts';
import type { ReleasedFacts } from './released-facts.ts';

/** What was found out about a server. `refused`: it is not the released model; `unreachable`: nothing was found out. */
export type Finding =
  | { readonly state: 'ready' }
  | { readonly state: 'refused' | 'unreachable'; readonly reason: string };

/**
 * Whether a server holds the model of a release, as far as one can see from outside: it is ready, its metadata are those of the
 * signature, and it answers the release's samples with the evaluator's outputs.
 * @param alone samples that are asked one by one as well
 */
export const verifyServer = async (
  server: ProtocolServer,
  { signature, samples }: ReleasedFacts,
  alone?: number,
): Promise<Finding> => {
  const client = new ProtocolClient(server);
  try {
    await client.assertReady();
    const problem = metadataProblem(signature, await client.metadata());
    if (problem !== null) return { state: 'refused', reason: `It does not serve this release: ${problem}.` };
    await warmUp(client.scorer(signature), samples, alone);
    return { state: 'ready' };
  } catch (thrown) {
    const { code, message } = SlipwayError.from(thrown);
    return { state: code === 'UNAVAILABLE' ? 'unreachable' : 'refused', reason: `${code}: ${message}` };
  }
};
