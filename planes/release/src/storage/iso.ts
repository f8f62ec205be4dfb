/** A time of the database as the contracts write it. */
export const iso = (time: Date): string => time.toISOString();
