import type { LivePath } from '../live/talk';
import type { PathView } from '../view';

/** How much faster the direct path has to be alone to be changed to. */
export const DIRECT_GAIN = 1.25;
/** How much faster any other choice has to be. */
export const GAIN = 1.1;

/** Best guesses before anything is known: the direct path costs nobody else anything. */
export const ORDER: readonly LivePath[] = ['direct', 'relay', 'store'];

/** Why a path is taken: for people, and for tests. */
export type PathReason = PathView['reason'];

/** The paths that are asked, and why. */
export interface Choice {
  readonly paths: readonly LivePath[];
  readonly reason: PathReason;
}

export type Two = readonly [LivePath, LivePath];

export function pairsOf(paths: readonly LivePath[]): Two[] {
  return paths.flatMap((one, at) => paths.slice(at + 1).map((other): Two => [one, other]));
}

/** The same for the same paths, in whatever order. */
export function keyOf(paths: readonly LivePath[]): string {
  return inOrder(paths).join('+');
}

export function inOrder(paths: readonly LivePath[]): readonly LivePath[] {
  return ORDER.filter((path) => paths.includes(path));
}

/** How much faster a choice has to be than another. */
export function gainOf(paths: readonly LivePath[]): number {
  return paths.length === 1 && paths[0] === 'direct' ? DIRECT_GAIN : GAIN;
}
