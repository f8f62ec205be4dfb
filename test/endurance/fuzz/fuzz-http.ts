import { Agent, request } from 'node:http';
import { type HttpQuestion, questionFrom, type Seed } from './http-question.ts';
import type { Random } from './mutate-bytes.ts';
import { count, type Tally } from './tally.ts';

const ANSWER_MS = 20_000;

/** The status, or null when the connection ended without an answer. */
const ask = (
  agent: Agent,
  base: URL,
  { method, path, headers, body }: HttpQuestion,
): Promise<number | null> =>
  new Promise((resolve, reject) => {
    let call: ReturnType<typeof request>;
    try {
      const whole = { ...headers, 'content-length': String(body.length) };
      call = request({ agent, host: base.hostname, port: base.port, method, path, headers: whole });
    } catch {
      // The client itself refuses such a path or header.
      resolve(400);
      return;
    }
    const timer = setTimeout(() => call.destroy(new Error('no answer')), ANSWER_MS);
    const settle = (status: number | null) => {
      clearTimeout(timer);
      resolve(status);
    };
    call.on('response', (response) => {
      response.resume();
      response.on('close', () => settle(response.statusCode ?? null));
    });
    call.on('error', (error) => {
      if (error.message !== 'no answer') return settle(null);
      clearTimeout(timer);
      reject(
        new Error(`no answer within ${ANSWER_MS} ms: ${method} ${path} ${body.toString('latin1', 0, 500)}`),
      );
    });
    call.end(body);
  });

/** Sends `times` injured requests over a few connections. Throws when one is never answered. */
export const fuzzHttp = async (
  address: string,
  seeds: readonly Seed[],
  { random, times, tally }: { readonly random: Random; readonly times: number; readonly tally: Tally },
): Promise<void> => {
  const base = new URL(address);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let left = times;
  const sender = async () => {
    while (left-- > 0) {
      const question = questionFrom(random, seeds[left % seeds.length]!);
      const status = await ask(agent, base, question);
      count(tally, status, () => {
        const { method, path, headers, body } = question;
        return `${method} ${path} ${JSON.stringify(headers)} ${body.toString('latin1', 0, 300)}`;
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: 8 }, sender));
  } finally {
    agent.destroy();
  }
};
