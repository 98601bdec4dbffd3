import { type Bytes, equal, fromBase64Url, toBase64Url } from '../seal/bytes';
import { sha256 } from '../seal/primitives';

/** An answer of the fake node that isn't what was asked for. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly more: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

export function binary(value: unknown): Bytes {
  const bytes = typeof value === 'string' ? fromBase64Url(value) : null;
  if (bytes === null) throw new Refusal(400, 'BAD_REQUEST');
  return bytes;
}

export function header(init: RequestInit, name: string): string | null {
  return (init.headers as Record<string, string>)[name] ?? null;
}

export async function holds(init: RequestInit, verifier: Bytes): Promise<boolean> {
  const token = /^Bearer (.+)$/.exec(header(init, 'authorization') ?? '')?.[1];
  if (token === undefined) throw new Refusal(401, 'CAPABILITY_REQUIRED');
  return equal(await sha256(binary(token)), verifier);
}

export function json(status: number, value: unknown): Response {
  const body = JSON.stringify(value, (_, each: unknown) =>
    each instanceof Uint8Array ? toBase64Url(each as Bytes) : each,
  );
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

export function problem({ status, code, more }: Refusal, retryAfter?: number): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter);
  return new Response(JSON.stringify({ status, code, ...more }), { status, headers });
}
