import { relative } from 'node:path';
import type { TestEvent as NodeEvent } from 'node:test/reporters';
import { inspect } from 'node:util';
import type { TestEvent } from './test-event.ts';

/** Frames of Node itself say nothing about the test; the brace that opens the error's fields ends the last of them. */
const INTERNAL_FRAME = /\n\s+at [^\n]*node:internal[^\n]*?( \{)?(?=\n|$)/g;

type Ended = Extract<NodeEvent, { type: 'test:pass' | 'test:fail' }>;

/** A reporter of node:test that writes one JSON line for every test and suite that ends. */
export default async function* report(source: AsyncIterable<NodeEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  for await (const event of source) {
    if (event.type === 'test:start') {
      names.length = event.data.nesting;
      names[event.data.nesting] = event.data.name;
    }
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      yield `${JSON.stringify(describe(event, names.slice(0, event.data.nesting)))}\n`;
    }
  }
}

function describe(event: Ended, outer: readonly string[]): TestEvent {
  const { data } = event;
  const mark = data.skip ?? data.todo;
  const skipped = mark !== undefined && mark !== false;
  const file =
    data.file === undefined ? {} : { file: relative(process.cwd(), data.file).replaceAll('\\', '/') };
  const ended = {
    ...file,
    path: [...outer, data.name],
    kind: data.details.type === 'suite' ? ('suite' as const) : ('test' as const),
    milliseconds: data.details.duration_ms,
  };
  if (skipped) return { ...ended, outcome: 'skipped', reason: typeof mark === 'string' ? mark : '' };
  if (event.type === 'test:pass') return { ...ended, outcome: 'passed' };
  const { error } = event.data.details;
  return {
    ...ended,
    outcome: 'failed',
    failure: inspect(error.cause ?? error, { depth: 6 }).replaceAll(INTERNAL_FRAME, '$1'),
    inherited: 'failureType' in error && error.failureType === 'subtestsFailed',
  };
}
