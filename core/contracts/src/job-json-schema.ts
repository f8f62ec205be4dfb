import { z } from 'zod';
import { JobDeclaration } from './job.ts';

/**
 * The JSON Schema (draft 7, which editors know best) of a `*.job.yaml` or `.json` file. What a schema cannot say (needs, cycles,
 * calendars, criteria) is judged when the job is checked or applied.
 */
export const jobJsonSchema = (): Record<string, unknown> => {
  const { $schema, properties, ...rest } = z.toJSONSchema(JobDeclaration, { io: 'input', target: 'draft-7' });
  return {
    $schema,
    title: 'Slipway training job',
    description: 'A *.job.yaml or .json file. See docs/jobs.md.',
    ...rest,
    properties: { $schema: { type: 'string', description: 'This schema, for editors.' }, ...properties },
  };
};
