import { Name, SlipwayError } from '@slipway/contracts';

/** What SLIPWAY_MODEL names. */
export type ModelChoice =
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'version'; readonly model: string; readonly version: number }
  | { readonly kind: 'release'; readonly release: string };

const DIRECTORY = /^(?:image:(?<image>.+)|(?<path>\.{0,2}\/.*))$/s;
const VERSION = /^(?<model>[^@]+)@(?<version>[1-9]\d{0,9})$/;

/** `image:/model` or a path with a slash first, `<model>@<version>`, or a release id. Throws INVALID_CONFIGURATION. */
export const parseModelChoice = (text: string): ModelChoice => {
  const directory = text.match(DIRECTORY)?.groups;
  if (directory) return { kind: 'directory', directory: (directory.image ?? directory.path)! };
  const version = text.match(VERSION)?.groups;
  if (version && Name.safeParse(version.model).success)
    return { kind: 'version', model: version.model!, version: Number(version.version) };
  if (Name.safeParse(text).success) return { kind: 'release', release: text };
  throw new SlipwayError(
    'INVALID_CONFIGURATION',
    { reason: `SLIPWAY_MODEL: "${text}" is no <model>@<version>, no release id and no directory` },
    { field: 'SLIPWAY_MODEL' },
  );
};
