import { JobDeclaration, Step } from '@slipway/contracts';
import { problemsOf } from '@slipway/platform';
import type { z } from 'zod';
import type { Problem } from '../declaration-problems.ts';
import { copyOf, readableRest } from './readable-rest.ts';

/** What could be read of a declaration, and what is wrong with the shape of the rest. */
export interface ReadableDeclaration {
  /** Whole when there are no problems; otherwise of the right shape, with what is wrong left out or filled in. */
  readonly declaration: JobDeclaration;
  readonly problems: readonly Problem[];
  /** Parts at the top that could not be read at all. */
  readonly unread: ReadonlySet<string>;
}

type Tree = Record<string, unknown>;
type StepShape = JobDeclaration['steps'][number];

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys that the schema passes over, and that JSON on its way to the job server cannot have. */
const unheardKeys = (value: unknown, field = '', known = new Set<unknown>()): Problem[] => {
  if (typeof value !== 'object' || value === null || known.has(value)) return [];
  known.add(value);
  return Object.entries(value).flatMap(([key, part]) => {
    const at = Array.isArray(value) ? `${field}[${key}]` : field === '' ? key : `${field}.${key}`;
    return key === '__proto__'
      ? [{ field: at, message: 'is no name that anything can have' }]
      : unheardKeys(part, at, known);
  });
};

/** A copy without the keys that nobody knows. */
const withoutUnknownKeys = (value: Tree, { issues }: z.ZodError): Tree => {
  const copy = copyOf(value) as Tree;
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const parent = issue.path.reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[String(key)], copy);
    if (isTree(parent)) for (const key of issue.keys) delete parent[key];
  }
  return copy;
};

/** Enough of a step to judge the others by: its name, its kind and its needs. */
const readableStep = (value: unknown, index: number): StepShape => {
  const parsed = Step.safeParse(value);
  if (parsed.success) return parsed.data;
  const { name, kind, needs } = isTree(value) ? value : {};
  const known = {
    // A name that no declaration can have: nothing needs it by accident.
    name: typeof name === 'string' ? name : `\u0000${index}`,
    needs: Array.isArray(needs) ? needs.filter((need) => typeof need === 'string') : [],
  };
  const rest = readableRest(Step, isTree(value) ? { ...value, name: 'any', needs: [] } : value);
  if (rest !== undefined) return { ...rest, ...known };
  const base = { ...known, retry: { limit: 0, delaySeconds: 1 } };
  return kind === 'snapshot'
    ? { ...base, kind, sql: 'select 1' }
    : { ...base, kind: 'command', command: ['?'], timeoutSeconds: 3600 };
};

/** The names alone: queries ask for them whatever is wrong with a value. */
const readableNames = (value: unknown): JobDeclaration['parameters'] =>
  isTree(value) ? Object.fromEntries(Object.keys(value).map((name) => [name, ''])) : {};

const readableParts = (value: Tree): Pick<ReadableDeclaration, 'declaration' | 'unread'> => {
  const unread = new Set<string>();
  const parts: Tree = {};
  for (const [key, schema] of Object.entries(JobDeclaration.shape)) {
    const parsed = schema.safeParse(value[key]);
    if (parsed.success) parts[key] = parsed.data;
    else if (key === 'steps' && Array.isArray(value.steps)) parts.steps = value.steps.map(readableStep);
    else {
      const rest = key === 'parameters' ? undefined : readableRest<unknown>(schema, value[key]);
      if (rest === undefined) unread.add(key);
      else parts[key] = rest;
    }
  }
  if (unread.has('parameters')) parts.parameters = readableNames(value.parameters);
  const declaration = { name: '', parameters: {}, steps: [], ...parts } as unknown as JobDeclaration;
  return { declaration, unread };
};

/** Reads as much of a declaration as can be read, so that one mistake hides no other. Null when it is no object. */
export const readDeclaration = (value: unknown): ReadableDeclaration | null => {
  const parsed = JobDeclaration.safeParse(value);
  const unheard = unheardKeys(value);
  if (parsed.success) return { declaration: parsed.data, problems: unheard, unread: new Set() };
  if (!isTree(value)) return null;
  const told = problemsOf(parsed.error);
  const problems = [
    ...told,
    ...unheard.filter(({ field }) => !told.some((problem) => problem.field === field)),
  ];
  return { ...readableParts(withoutUnknownKeys(value, parsed.error)), problems };
};
