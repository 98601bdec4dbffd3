/** Which chunks of a file are still to be fetched, which are on their way, and which came. */
export class Wanted {
  readonly #chunks: number;
  /** What an earlier visit left. */
  readonly #kept: Uint8Array;
  readonly #delivered: Uint8Array;
  /** How many ask for it. */
  readonly #asked: Uint8Array;
  #next = 0;
  /** All before it came, or are kept: those who look for what is missing needn't look there, ten times a second. */
  #front = 0;
  /** Given back, the lowest first. */
  #returned: number[] = [];
  #left: number;

  constructor(chunks: number, isKept: (index: number) => boolean) {
    this.#chunks = chunks;
    this.#kept = Uint8Array.from({ length: chunks }, (_, index) => (isKept(index) ? 1 : 0));
    this.#delivered = new Uint8Array(chunks);
    this.#asked = new Uint8Array(chunks);
    this.#left = this.#kept.reduce((left, kept) => left - kept, chunks);
  }

  /** Whether every chunk that isn't kept came. */
  get allDelivered(): boolean {
    return this.#left === 0;
  }

  /** How many chunks that aren't kept didn't come yet. */
  get left(): number {
    return this.#left;
  }

  /** Whether all were handed out; some may be given back. */
  get allTaken(): boolean {
    this.#skipKept();
    return this.#next >= this.#chunks && this.#returned.length === 0;
  }

  /** Whether a chunk was handed out, whether or not it came. */
  wasAsked(index: number): boolean {
    return this.#asked[index] !== 0 || this.#delivered[index] === 1;
  }

  /** Whether a chunk didn't come yet. */
  isMissing(index: number): boolean {
    return index < this.#chunks && this.#delivered[index] === 0;
  }

  /** The first that is on its way; null: none is. */
  get firstMissing(): number | null {
    for (let index = this.#skipThere(); index < this.#next; index++)
      if (this.#isUnderWay(index)) return index;
    return null;
  }

  /** Whether one up to `end` didn't come yet. */
  isWaitedFor(end: number): boolean {
    this.#skipKept();
    return this.#skipThere() <= Math.min(end, this.#chunks - 1);
  }

  /** The next range that nobody was given, of at most so many chunks, none of them after `end`; null: there is none now. */
  take(most: number, end: number): readonly [number, number] | null {
    const [back] = this.#returned;
    if (back !== undefined && back <= end) return this.#takeBack(back, most);
    this.#skipKept();
    const from = this.#next;
    if (from >= this.#chunks) return null;
    let to = from;
    while (to + 1 < Math.min(from + most, this.#chunks) && this.#kept[to + 1] === 0) to++;
    if (to > end) return null;
    this.#next = to + 1;
    this.#asked.fill(1, from, to + 1);
    return [from, to];
  }

  #takeBack(from: number, most: number): readonly [number, number] {
    let count = 1;
    while (count < most && this.#returned[count] === from + count) count++;
    this.#returned.splice(0, count);
    this.#asked.fill(1, from, from + count);
    return [from, from + count - 1];
  }

  /** An asking for these has ended: those that didn't come are handed out again. Answers how many came. */
  giveBack(from: number, to: number): number {
    let came = 0;
    for (let index = from; index <= to; index++) {
      if (this.#delivered[index] === 1) came++;
      else if (this.#asked[index] !== 0 && !this.#returned.includes(index)) {
        this.#asked[index] = 0;
        this.#returned.push(index);
      }
    }
    this.#returned.sort((one, other) => one - other);
    return came;
  }

  /** Hands out again what was asked for, didn't come, and is nobody's any more by what `isHeld` says. */
  reclaim(isHeld: (index: number) => boolean): void {
    for (let index = this.#skipThere(); index < this.#next; index++)
      if (this.#isUnderWay(index) && !isHeld(index)) this.giveBack(index, index);
  }

  /** It came; false if it had come before. */
  delivered(index: number): boolean {
    if (this.#delivered[index] === 1) return false;
    this.#delivered[index] = 1;
    if (this.#kept[index] === 0) this.#left--;
    this.#returned = this.#returned.filter((each) => each !== index);
    return true;
  }

  /** A kept chunk isn't what it was: it is fetched after all. */
  lost(index: number): void {
    this.#kept[index] = 0;
    this.#front = Math.min(this.#front, index);
    this.#left++;
    this.#asked[index] = 1;
  }

  #isUnderWay(index: number): boolean {
    return this.#asked[index] !== 0 && this.#delivered[index] === 0;
  }

  #skipThere(): number {
    while (this.#front < this.#next && (this.#delivered[this.#front] === 1 || this.#kept[this.#front] === 1))
      this.#front++;
    return this.#front;
  }

  #skipKept(): void {
    while (this.#next < this.#chunks && this.#kept[this.#next] === 1) this.#next++;
  }
}
