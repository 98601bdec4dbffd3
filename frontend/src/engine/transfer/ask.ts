import { judge, TransferFailure } from './failure';
import { Line } from './line';
import type { Surroundings } from './surroundings';

type Request<Answer> = (signal: AbortSignal) => Promise<Answer>;

/** Asks until there is an answer. @throws TransferFailure if there won't be one */
export function patiently<Answer>(around: Surroundings, request: Request<Answer>): Promise<Answer> {
  const silent = { onTrouble: () => undefined, onRecovered: () => undefined };
  return new Line(around, () => Promise.resolve(), silent).ask(request);
}

/** Asks once: a person waits for it. @throws TransferFailure */
export async function impatiently<Answer>(request: Request<Answer>): Promise<Answer> {
  try {
    return await request(new AbortController().signal);
  } catch (error) {
    throw new TransferFailure(judge(error).code, true);
  }
}
