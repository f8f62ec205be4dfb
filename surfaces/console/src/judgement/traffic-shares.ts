import type { Endpoint } from '@slipway/contracts';

/** What a variant gets of the traffic. */
export interface TrafficShare {
  /** Share of the units that it answers, before rules, conditions and the choice of clients. */
  readonly answers: number;
  /** Share of the requests that it gets a copy of. */
  readonly copies: number;
}

/** Where the units of no experiment go: by the weights, else to the champion; a share of a variant that is switched off too. */
const baseShares = ({ champion, parameters }: Endpoint): Map<string, number> => {
  const { weights = [], variants = {} } = parameters.values;
  const shares = new Map<string, number>();
  const add = (variant: string | null, share: number): void => {
    if (variant !== null) shares.set(variant, (shares.get(variant) ?? 0) + share);
  };
  if (weights.length === 0) add(champion, 1);
  for (const { variant, weight } of weights)
    add(variants[variant]?.activate === false ? champion : variant, weight);
  return shares;
};

/** The share of every variant. An experiment covers a part of the units, the weights split the others. */
export const trafficShares = (endpoint: Endpoint): ReadonlyMap<string, TrafficShare> => {
  const base = baseShares(endpoint);
  const answers = new Map<string, number>();
  const copies = new Map<string, number>();
  const add = (shares: Map<string, number>, variant: string, share: number): void => {
    shares.set(variant, (shares.get(variant) ?? 0) + share);
  };
  let covered = 0;
  for (const { kind, coverage, namespace, variants } of endpoint.experiments) {
    if (kind === 'shadow')
      for (const { variant, weight } of variants) add(copies, variant, weight * coverage);
    else {
      const part = Math.min(1 - covered, coverage * (namespace === null ? 1 : namespace.to - namespace.from));
      covered += part;
      for (const { variant, weight } of variants) {
        const off = endpoint.parameters.values.variants?.[variant]?.activate === false;
        add(answers, off && endpoint.champion !== null ? endpoint.champion : variant, weight * part);
      }
    }
  }
  for (const [variant, share] of base) add(answers, variant, share * (1 - covered));
  return new Map(
    endpoint.variants.map(({ name }) => [
      name,
      { answers: answers.get(name) ?? 0, copies: Math.min(1, copies.get(name) ?? 0) },
    ]),
  );
};
