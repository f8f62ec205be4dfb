const NOT_ASCII = /[\u0080-\uffff]/g;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON in ASCII: what is not is escaped, which only texts can be. Its length is its size in bytes. */
export const asciiJson = (json: string): string => json.replace(NOT_ASCII, escaped);
