export * from './migrations.ts';
export * from './ports/database.ts';
