import { setTimeout as sleep } from 'node:timers/promises';

export interface WebhookCall {
  readonly url: string;
  readonly body: unknown;
  readonly signal: AbortSignal;
  /** Of one try. @default 5000 */
  readonly timeoutMs?: number;
  /** Waits between the tries: one try more than there are waits. @default 1000, 5000 */
  readonly backOffMs?: readonly number[];
  /** Headers of one try, made from the exact text of its body: a signature. Absent: none. */
  readonly headers?: (body: string) => Readonly<Record<string, string>>;
}

export type WebhookResult =
  | { readonly kind: 'delivered'; readonly tries: number }
  | { readonly kind: 'failed'; readonly tries: number; readonly reason: string };

/** Posts JSON until an answer with a 2xx status comes. Redirects count as failures: they would send the body to a stranger. */
export const postWebhook = async (call: WebhookCall): Promise<WebhookResult> => {
  const { signal, backOffMs = [1000, 5000] } = call;
  for (let tries = 1; ; tries++) {
    const reason = await post(call);
    if (reason === null) return { kind: 'delivered', tries };
    const wait = backOffMs[tries - 1];
    if (wait === undefined) return { kind: 'failed', tries, reason };
    signal.throwIfAborted();
    await sleep(wait, undefined, { signal });
  }
};

/** Null when it was delivered, otherwise why it was not. The address is not named: it may hold a secret. */
const post = async ({
  url,
  body,
  signal,
  timeoutMs = 5000,
  headers,
}: WebhookCall): Promise<string | null> => {
  const text = JSON.stringify(body);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers?.(text), 'content-type': 'application/json', 'user-agent': 'slipway' },
      body: text,
      redirect: 'manual',
      signal: AbortSignal.any([timeout, signal]),
    });
    await response.body?.cancel();
    return response.ok ? null : `answered with status ${response.status}`;
  } catch (error) {
    if (signal.aborted) throw error;
    if (timeout.aborted) return `no answer within ${timeoutMs} ms`;
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
    return typeof code === 'string' ? `no connection (${code})` : 'no connection';
  }
};
