/**
 * Read by the schema library when it loads, hence imported before everything else: it must not try to compile checks
 * with `new Function`, which the content security policy of the console forbids and would report each time.
 */
const settings = globalThis as typeof globalThis & { __zod_globalConfig?: { jitless: boolean } };
settings.__zod_globalConfig = { jitless: true };

export {};
