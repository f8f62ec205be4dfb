import type { BenchReport } from '../bench.ts';
import { renderTable } from './markdown-table.ts';

/** The page of a bench: title, tables, how to read them, and the machine. */
export const renderReport = ({ title, about, tables }: BenchReport, machine: readonly string[]): string =>
  [
    `# ${title}`,
    'Written by the bench itself; do not edit.',
    ...tables.map(renderTable),
    ...about,
    machine.map((line) => `- ${line}`).join('\n'),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
