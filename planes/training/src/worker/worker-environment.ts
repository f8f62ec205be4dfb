import manifest from '../../package.json' with { type: 'json' };

/** What a version is made in, as far as the worker knows; it runs the steps on its own machine. */
export const workerEnvironment = (): Record<string, string> => ({
  node: process.versions.node,
  platform: process.platform,
  arch: process.arch,
  slipway: manifest.version,
});
