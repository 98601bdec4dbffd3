import { SealError } from '../seal-error';
import { solve, type VectorCase, type VectorInput } from './vector-cases';

/** What came of one case: what it gave, or the code it was refused with. */
export type ExchangeAnswer =
  { readonly id: string; readonly out: VectorInput } | { readonly id: string; readonly error: string };

/**
 * Does cases of another implementation, in the form of the shared vectors without `out` and `error`: it seals what it is given
 * and opens what the other one sealed. Bytes are answered in hex.
 */
export function exchange(cases: readonly VectorCase[]): Promise<ExchangeAnswer[]> {
  return Promise.all(
    cases.map(async (each): Promise<ExchangeAnswer> => {
      try {
        return { id: each.id, out: await solve(each) };
      } catch (error) {
        if (error instanceof SealError) return { id: each.id, error: error.code };
        throw error;
      }
    }),
  );
}
