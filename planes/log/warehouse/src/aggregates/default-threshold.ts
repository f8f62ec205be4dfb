/** Where the threshold of an answer is not known. */
export const DEFAULT_THRESHOLD = 0.5;
