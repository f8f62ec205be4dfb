import { readFile } from 'node:fs/promises';
import { type ServingParameters, SlipwayError } from '@slipway/contracts';
import { type GivenDefault, servingDefaults } from '@slipway/gateway';
import type { Environment } from '@slipway/platform';
import { SERVING_SETTINGS, type ServingSetting } from './serving-settings.ts';

const FILE = 'SLIPWAY_PARAMETERS_FILE';

const contentOf = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const reason = `${FILE}: ${path} cannot be read: ${(cause as Error).message}`;
    throw new SlipwayError('INVALID_CONFIGURATION', { reason }, { field: FILE, cause });
  }
};

/** The serving parameters that the environment sets; a revision overlays them. Throws INVALID_CONFIGURATION with all problems. */
export const readServingDefaults = async (environment: Environment): Promise<Partial<ServingParameters>> => {
  const path = environment[FILE];
  const file = path === undefined ? null : { setting: FILE, content: await contentOf(path) };
  const given = (Object.keys(SERVING_SETTINGS) as ServingSetting[]).flatMap((setting): GivenDefault[] => {
    const value = environment[setting];
    return value === undefined ? [] : [{ setting, path: SERVING_SETTINGS[setting], value }];
  });
  return servingDefaults(file, given);
};
