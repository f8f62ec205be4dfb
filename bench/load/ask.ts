/** Sends one body and returns the answer as text, so that a bench knows that it measures answers. Throws unless it is 200. */
export const ask = async (url: string, body: string): Promise<string> => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
  return text;
};
