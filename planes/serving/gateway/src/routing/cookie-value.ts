const unquoted = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;

/** The value of the first cookie of that name in a Cookie header (RFC 6265), as it was sent; undefined when there is none. */
export const cookieValue = (
  header: string | readonly string[] | undefined,
  name: string,
): string | undefined => {
  if (typeof header !== 'string') return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name)
      return unquoted(pair.slice(equals + 1).trim());
  }
  return undefined;
};
