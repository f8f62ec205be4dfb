import type { Criterion, Evaluation, Evidence, ModelVersion, ReleasePlan } from '@slipway/contracts';
import { canonicalJson, digestOf } from '@slipway/platform';
import { criterionFacts } from '../sign-off/criterion-facts.ts';
import { judge } from '../sign-off/judge.ts';

/** Everything that the reviewer will see, with the criteria judged; from now on it does not change. */
export const freezeEvidence = (
  version: ModelVersion,
  evaluation: Evaluation,
  criteria: readonly Criterion[],
  plan: ReleasePlan,
): Evidence => {
  const facts = criterionFacts(evaluation);
  return {
    model: version.model,
    version: version.version,
    artifact: version.artifact,
    signatureDigest: version.signatureDigest,
    lineage: version.lineage,
    evaluation,
    criteria: criteria.map((criterion) => judge(criterion, facts)),
    plan,
  };
};

/** What a decision is bound to: SHA-256 over the canonical JSON of the evidence. */
export const evidenceDigestOf = (evidence: Evidence): string => digestOf(canonicalJson(evidence));
