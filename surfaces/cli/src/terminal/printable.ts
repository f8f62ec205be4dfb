/** Everything that a terminal obeys instead of showing it; line ends and tabs are harmless. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '\u2421';
const UNKNOWN = '\ufffd';

const pictureOf = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  return code === DELETE ? DELETE_PICTURE : UNKNOWN;
};

/**
 * Text of others as a terminal may show it: control characters as their pictures. A log line must not clear the screen, change the
 * title of the window, or write over what stands above it.
 */
export const printable = (text: string): string => text.replace(CONTROL, pictureOf);
