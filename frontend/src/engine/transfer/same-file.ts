import type { Ledger } from '../ledger';
import { equal } from '../seal/bytes';
import { sha256 } from '../seal/primitives';
import { CHUNK_BYTES, chunkCount, chunkLength } from '../seal/sizes';
import type { FileFacts, SendSource } from './send-file';
import type { SendPart } from './send-plan';

/** How many chunks between the first and the last are compared, as far as their digests are known. */
export const SAMPLES = 6;

/** Finds what was given for each of the wanted files: by path and name, else by name alone if only one has it. */
export function findParts(
  wanted: readonly FileFacts[],
  given: readonly SendPart[],
): ReadonlyMap<FileFacts, SendPart> {
  const place = (path: string, name: string) => JSON.stringify([path.normalize(), name.normalize()]);
  const byPlace = new Map(given.map((part) => [place(part.path, part.source.name), part]));
  const byName = new Map<string, SendPart | null>();
  for (const part of given) {
    const name = part.source.name.normalize();
    byName.set(name, byName.has(name) ? null : part);
  }
  const found = new Map<FileFacts, SendPart>();
  for (const facts of wanted) {
    const part = byPlace.get(place(facts.path, facts.name)) ?? byName.get(facts.name.normalize()) ?? null;
    if (part !== null) found.set(facts, part);
  }
  return found;
}

/**
 * Whether a file is the one of which some chunks are known: the same size and time, and the same bytes in the first chunk, the
 * last, and some between, chosen by chance.
 * @param chance 0 … 1
 */
export async function isSame(
  facts: FileFacts,
  source: SendSource,
  ledger: Ledger,
  chance: () => number,
): Promise<boolean> {
  if (source.size !== facts.size || Math.trunc(source.lastModified) !== facts.modified) return false;
  for (const index of samples(chunkCount(facts.size), ledger, chance)) {
    const digest = ledger.digest(index);
    const from = index * CHUNK_BYTES;
    const bytes = await source
      .slice(from, from + chunkLength(facts.size, index))
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0));
    if (digest === null || !equal(digest, await sha256(new Uint8Array(bytes)))) return false;
  }
  return true;
}

function samples(chunks: number, ledger: Ledger, chance: () => number): ReadonlySet<number> {
  const known = Array.from({ length: chunks }, (_, index) => index).filter((index) => ledger.has(index));
  const chosen = new Set([known.at(0), known.at(-1)].filter((index) => index !== undefined));
  for (let tries = 0; tries < SAMPLES; tries++) {
    const index = known[Math.floor(chance() * known.length)];
    if (index !== undefined) chosen.add(index);
  }
  return chosen;
}
