export type { LoggedRow, ReadLoggedRows } from './endpoints/logged-row.ts';
export { createReleasePlane, type ReleasePlane, type ReleasePlaneOptions } from './release-plane.ts';
export { type CriterionFacts, criterionFacts } from './sign-off/criterion-facts.ts';
export { judge } from './sign-off/judge.ts';
export { validateCriteria } from './sign-off/validate-criteria.ts';
