const SOURCE = /\.[mc]?[jt]sx?$/;
const TEST_FILE = /\.(test|suite)\.[mc]?[jt]sx?$/;
const TEST_FOLDER = /(^|\/)(test|tests|testing|fixtures)\//;
const TOOL_CONFIG = /\.config\.[mc]?[jt]s$/;

/** TypeScript and JavaScript in all their spellings. */
export function isSource(path: string): boolean {
  return SOURCE.test(path);
}

/** Written by a program, hence exempt from what a person is asked for. */
export function isGenerated(path: string): boolean {
  return /\.gen\.[^/]+$/.test(path);
}

/** Tests, suites that tests run, and everything in a test or fixtures folder: never part of what is shipped. */
export function isTest(path: string): boolean {
  return TEST_FILE.test(path) || TEST_FOLDER.test(path);
}

/** Read by a build tool, such as vite.config.ts. */
export function isToolConfig(path: string): boolean {
  return TOOL_CONFIG.test(path);
}
