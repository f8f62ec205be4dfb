export { missingCounts } from './answer-counts.ts';
export { createSpoolReader, type SpoolReaderOptions } from './spool-reader.ts';
export { createSpoolWriter, type SpoolWriterOptions } from './spool-writer.ts';
