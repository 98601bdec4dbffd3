/** Whoever may be in a room, as far as that decides who else may. */
interface Occupant {
  readonly rooms: ReadonlyMap<string, string>;
}

export type Entry =
  { readonly room: string } | { readonly code: string; readonly retryAfter?: number | undefined };

/** Who is let into a room, and into which (wire.md, section 7): others than those of codes are open to all here. */
export function enterRoom<Peer extends Occupant>(
  peers: readonly Peer[],
  peer: Peer,
  room: string,
  as: string,
): Entry {
  if (!room.startsWith('code:') || peer.rooms.has(room)) return { room };
  const taken = (name: string, role: string) => peers.some((each) => each.rooms.get(name) === role);
  if (as === 'sender') {
    if (room !== 'code:') return { code: 'BAD_REQUEST' };
    let number = 1;
    while (taken(`code:${number}`, 'sender')) number++;
    return { room: `code:${number}` };
  }
  if (!taken(room, 'sender')) return { code: 'NOT_FOUND' };
  return taken(room, 'receiver') ? { code: 'OVER_CAPACITY', retryAfter: 5 } : { room };
}
