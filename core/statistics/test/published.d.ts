/**
 * Asserts that a number equals a published one to all of its digits: '.70732' allows one unit of the fifth decimal,
 * '1.08122e-5' one of its last, because some sources round and some cut.
 */
export declare function published(actual: number | null | undefined, expected: string): void;
