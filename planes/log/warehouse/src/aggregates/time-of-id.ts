const UUID_V7 = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/i;

/** Milliseconds since the epoch that a UUIDv7 carries in its first 48 bits; null for any other id. */
export const timeOfId = (id: string): number | null => {
  const [, high, low] = UUID_V7.exec(id) ?? [];
  return high && low ? Number.parseInt(high + low, 16) : null;
};
