import type { Environment } from '@slipway/platform';

/** The settings that are defaults of a serving parameter, with its place in the parameters. */
export const SERVING_SETTINGS = {
  SLIPWAY_ACTIVATE: ['activate'],
  SLIPWAY_MESSAGE: ['message'],
  SLIPWAY_ACTIVE_VARIANT: ['activeVariant'],
  SLIPWAY_DIRECT_ADDRESSING: ['directAddressing'],
  SLIPWAY_TIMEOUT_MS: ['timeoutMs'],
  SLIPWAY_TRY_TIMEOUT_MS: ['tryTimeoutMs'],
  SLIPWAY_RETRIES: ['retries'],
  SLIPWAY_RETRY_BUDGET: ['retryBudget'],
  SLIPWAY_HEDGE_AFTER_MS: ['hedgeAfterMs'],
  SLIPWAY_THRESHOLD: ['threshold'],
  SLIPWAY_CONCURRENCY: ['concurrency'],
  SLIPWAY_CACHE_SECONDS: ['cacheSeconds'],
  SLIPWAY_LOG_ROWS: ['log', 'level'],
  SLIPWAY_LOG_SAMPLING: ['log', 'sampling'],
  SLIPWAY_LOG_UNIT: ['log', 'unit'],
} as const satisfies Partial<Record<keyof Environment, readonly [string, ...string[]]>>;

export type ServingSetting = keyof typeof SERVING_SETTINGS;
