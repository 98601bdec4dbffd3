import type { Bytes } from '../seal/bytes';
import type { Role } from './signal-messages';

/** A room that a page wants to be in. */
export interface Wish {
  /** Where it ends with `:`, the node fills in the rest, and its answer says how the room is called. */
  readonly room: string;
  readonly as: Role;
  /** The capability that lets it in; null: none is needed. */
  readonly right: Bytes | null;
}

/** The rooms that a page wants to be in, by the names they have now, and which joins aren't answered yet. No I/O. */
export class WishedRooms {
  readonly #rooms = new Map<string, Wish>();
  readonly #joining = new Map<number, string>();

  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  add(wish: Wish): void {
    this.#rooms.set(wish.room, wish);
  }

  /** Answers whether it was wanted. */
  remove(room: string): boolean {
    return this.#rooms.delete(room);
  }

  /** Those to join now: what a node is filling in already it would fill in twice. */
  get toJoin(): readonly (readonly [room: string, wish: Wish])[] {
    const asked = new Set(this.#joining.values());
    return [...this.#rooms].filter(([room]) => !room.endsWith(':') || !asked.has(room));
  }

  /** A join is said, with this id. */
  asked(id: number, room: string): void {
    this.#joining.set(id, room);
  }

  /** Which room an answer with this id is about, once; null: none that was asked for. */
  answered(id: number): string | null {
    const room = this.#joining.get(id) ?? null;
    this.#joining.delete(id);
    return room;
  }

  /**
   * A room was joined: one whose name the node filled in is known by that from now on.
   * @param asked what was asked for; null: nothing
   * @returns false if nobody wants it any more
   */
  joined(asked: string | null, room: string): boolean {
    if (asked === null || asked === room || !asked.endsWith(':') || !room.startsWith(asked))
      return this.#rooms.has(room);
    const wish = this.#rooms.get(asked);
    if (wish === undefined) return false;
    this.#rooms.delete(asked);
    this.#rooms.set(room, wish);
    return true;
  }

  /** The connection is lost: nothing that was asked is answered any more. */
  lost(): void {
    this.#joining.clear();
  }

  /** This page is another peer than before: what a node filled in for the former one counts no more. */
  forgetNames(): void {
    const wishes = [...this.#rooms.values()];
    this.#rooms.clear();
    for (const wish of wishes) this.#rooms.set(wish.room, wish);
  }
}
