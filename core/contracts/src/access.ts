import { z } from 'zod';

/**
 * Who may do what. People: author (jobs, runs, datasets), reviewer (decides), operator (deploys, routes, changes parameters),
 * viewer (reads). Processes: worker (steps), serving (gateway, predictor, deployer read their documents), control and log (ask each other).
 */
export const ROLES = [
  'author',
  'reviewer',
  'operator',
  'viewer',
  'worker',
  'serving',
  'control',
  'log',
] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** The bearer of a token. `unattended` marks the built-in demo reviewer, so that a release says nobody looked. */
export const Identity = z.strictObject({
  subject: z.string().min(1),
  name: z.string().min(1),
  role: Role,
  unattended: z.boolean().default(false),
});
export type Identity = z.infer<typeof Identity>;

export const PEOPLE = ['author', 'reviewer', 'operator', 'viewer'] as const satisfies readonly Role[];
/** Every role: routes that any valid token may read. */
export const ANY_ROLE = ROLES;
