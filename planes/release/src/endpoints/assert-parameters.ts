import { type ServingParameterValues, SlipwayError } from '@slipway/contracts';
import type { Problem } from '@slipway/rules';
import type { Kysely } from 'kysely';
import type { ReleaseTables } from '../storage/tables.ts';
import {
  keyOf,
  type NamedVariant,
  namedVariants,
  parameterProblems,
  signatureProblems,
} from './parameter-problems.ts';
import { latestRevision } from './parameter-revisions.ts';

const RULE_KEYS: ReadonlySet<string> = new Set(['conditions', 'inputRules', 'outputRules']);

/** RULE_INVALID when only rules and conditions are wrong, INVALID_PARAMETERS otherwise. `prefix`: where the values stand in the request. */
export const refuseParameters = (problems: readonly Problem[], prefix = 'values.'): void => {
  const told = problems.map(({ field, message }) => ({ field: `${prefix}${field}`, message }));
  const [first] = told;
  if (first === undefined) return;
  const rules = problems.every(
    (problem) => RULE_KEYS.has(keyOf(problem)) && !problem.field.endsWith('variant'),
  );
  throw new SlipwayError(
    rules ? 'RULE_INVALID' : 'INVALID_PARAMETERS',
    { reason: told.map(({ field, message }) => `${field}: ${message}`).join('; ') },
    { field: first.field, problems: told },
  );
};

/** The variants of an endpoint with their signatures, in the order in which they were added. */
export const signedVariants = (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
): Promise<(NamedVariant & { readonly deployment: string })[]> =>
  tables
    .selectFrom('variant')
    .innerJoin('deployment', 'deployment.id', 'variant.deployment')
    .innerJoin('release', 'release.id', 'deployment.release')
    .innerJoin('model_version', (join) =>
      join
        .onRef('model_version.model', '=', 'release.model')
        .onRef('model_version.version', '=', 'release.version'),
    )
    .select(['variant.name', 'variant.deployment', 'model_version.document'])
    .where('variant.endpoint', '=', endpoint)
    .orderBy('variant.position')
    .execute()
    .then((rows) =>
      rows.map(({ name, deployment, document }) => ({ name, deployment, signature: document.signature })),
    );

/**
 * Checks the parameters that `changed` names against the variants that the endpoint has now; what is in force already and stays is
 * not judged again, so that an endpoint can always be switched off. Throws RULE_INVALID, INVALID_PARAMETERS with all problems.
 */
export const assertParameters = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  values: ServingParameterValues,
  changed: readonly string[],
): Promise<void> => {
  const problems = parameterProblems(values, await signedVariants(tables, endpoint));
  refuseParameters(problems.filter((problem) => changed.includes(keyOf(problem))));
};

/** Throws RULE_INVALID, INVALID_PARAMETERS when the parameters in force do not fit the signature of a variant that comes in. */
export const assertVariantFits = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  variant: string,
): Promise<void> => {
  const revision = await latestRevision(tables, endpoint);
  const variants = await signedVariants(tables, endpoint);
  if (revision === undefined) return;
  refuseParameters(
    signatureProblems(
      revision.values,
      variants.filter(({ name }) => name === variant),
    ),
    'parameters.',
  );
};

/** Throws VARIANT_IN_USE when the parameters in force name the variant. */
export const refuseNamedVariant = async (
  tables: Kysely<ReleaseTables>,
  endpoint: string,
  variant: string,
): Promise<void> => {
  const revision = await latestRevision(tables, endpoint);
  const fields = namedVariants(revision?.values ?? {}).flatMap(([field, name]) =>
    name === variant ? [field] : [],
  );
  if (fields.length > 0) {
    throw new SlipwayError(
      'VARIANT_IN_USE',
      { endpoint, variant, fields: fields.join(', ') },
      { field: 'variant' },
    );
  }
};
