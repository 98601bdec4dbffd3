import type { Run } from '../api/problem';

/** Up to where a list of missing runs that was cut off says anything. */
export function knownUpTo(missing: readonly Run[]): number {
  return (missing.at(-1)?.[1] ?? -1) + 1;
}

/** The chunks before number `known` that aren't missing. */
export function* presentIn(missing: readonly Run[], known: number): Iterable<number> {
  let run = 0;
  for (let index = 0; index < known; index++) {
    while ((missing[run]?.[1] ?? Infinity) < index) run++;
    if ((missing[run]?.[0] ?? Infinity) > index) yield index;
  }
}
