/**
 * What the page sees of the engine and may ask of it. Values are never changed in place: a new object is made where, and
 * only where, something is new, so that a page renders what changed.
 */

/** `GET /api/config`. Times in ms, sizes in bytes. */
export interface NodeLimits {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly lifetimes: readonly number[];
  readonly defaultLifetime: number;
  readonly undoMillis: number;
  /** The longest lifetime, in ms; null: files may stay for ever. */
  readonly maxLifetime: number | null;
  /** The highest limit of downloads; 0: this node can't change what a share offers. */
  readonly maxLimit: number;
  readonly policy: FilePolicy;
}

/** The most files of a live share: nothing can be added to what was made by one request (http.md). */
export const LIVE_FILES_MAX = 256;
/** The longest that a live share lasts, in ms. */
export const LIVE_LIFETIME_MAX = 86_400_000;

/** What files a node keeps. Of sealed files it sees the size alone: the rest is for the page to check. */
export interface FilePolicy {
  readonly minFileBytes: number;
  /** `type/subtype` or `type/*`; empty: all. */
  readonly allowedTypes: readonly string[];
  /** `*` is any run of characters; case counts for nothing. */
  readonly blockedNames: readonly string[];
}

/**
 * Why something stopped, or waits. `code` is a `ProblemCode` of the node, an error of SLP1, or one of the engine's own:
 * `OFFLINE` no answer, `FILE_CHANGED`, `FILE_UNREADABLE` the source, `DISK` the sink refused bytes, `TOO_LARGE_HERE` the
 * only sink of this browser can't take the file, `SENDER_AWAY` a live share whose sender isn't there, `WRONG_KEY` the link's secret opens nothing.
 */
export interface Trouble {
  readonly code: string;
}

/** A file that a person gave. */
export interface GivenFile {
  /** The folders it stands in, with `/` between them; empty: none. */
  readonly path: string;
  readonly file: File;
}

/** A `FileSystemHandle`, as far as the engine cares: it is kept, and handed back on a later visit. */
export type FileHandle = object;

/** What a person gave by one drop, paste or choice. */
export interface Given {
  readonly files: readonly GivenFile[];
  /** Folders with nothing in them, by their whole path. */
  readonly folders: readonly string[];
  /** What the files can be read from again on a later visit, where the browser gives that. */
  readonly handles: readonly FileHandle[];
}

/** What a share offers, and to whom: what can be changed of it later. */
export interface ShareTerms {
  /** On this device's clock; null: while it is sent. */
  readonly expiresAt: number | 'never' | null;
  /** How many downloads it allows; null: no limit. */
  readonly limit: number | null;
  readonly used: number;
  readonly password: boolean;
  /** Empty: none. */
  readonly title: string;
  /** Whether addresses of receivers are kept, where the node keeps any. */
  readonly trackAddresses: boolean;
  /** A live share has no limit, no password and no other lifetime: its title and its files alone can be changed. */
  readonly live: boolean;
}

/** What isn't named stays as it is. */
export interface TermsChange {
  /** ms from now, or from when it is stored; null: never. */
  readonly lifetime?: number | null;
  readonly limit?: number | null;
  /** Null: no password any more. */
  readonly password?: string | null;
  readonly title?: string;
  readonly trackAddresses?: boolean;
}

/** A file of a share of this device, as whoever opens the link sees it. */
export interface OwnFileView {
  /** File id, 22 characters. */
  readonly file: string;
  readonly name: string;
  /** The folders it stands in, with `/` between them; empty: none. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Whether the node doesn't have all of it. */
  readonly arriving: boolean;
}

/** One file gets another name, or is taken out of a share for good. */
export type FilesChange =
  | { readonly rename: { readonly file: string; readonly name: string }; readonly remove?: undefined }
  | { readonly remove: string; readonly rename?: undefined };

/** One receiver's download, as far as the node knows of it. Times in ms since 1970, by the node's clock. */
export interface DownloadView {
  readonly id: string;
  readonly began: number;
  /** When its last bytes were asked for. */
  readonly last: number;
  /** Sealed bytes that were sent to it. */
  readonly bytes: number;
  /** Whether the receiver said that it checked everything. */
  readonly verified: boolean;
  /** How the bytes came; `STORE`: from the node. */
  readonly path: string;
  /** Null where addresses aren't kept. */
  readonly address: string | null;
}

/** Who downloaded a share: best effort, at most the last 1,000, the latest first. */
export interface DownloadsView {
  /** What was before isn't known, in ms since 1970. */
  readonly since: number;
  readonly downloads: readonly DownloadView[];
}

/** What came of going on with a share of an earlier visit. */
export type GoingOn =
  | { readonly is: 'going' }
  /** The person has to give these files again. */
  | { readonly is: 'missing'; readonly names: readonly string[] }
  /** These aren't what was being sent; nothing was sent of them. */
  | { readonly is: 'changed'; readonly names: readonly string[] };

/** How far one file is. `done` counts bytes of plaintext that are safe: acknowledged by the node, or opened and saved. */
export interface FileView {
  /** File id, 22 characters. */
  readonly file: string;
  readonly name: string;
  /** The folders it stands in, with `/` between them; empty: none. */
  readonly path: string;
  readonly size: number;
  readonly done: number;
}

export type SendState =
  /** The link is known, the node isn't asked yet or hasn't answered. */
  | { readonly is: 'preparing' }
  | { readonly is: 'sending' }
  /** The node can't take more just now; goes on without being asked. */
  | { readonly is: 'waiting'; readonly trouble: Trouble }
  | { readonly is: 'paused' }
  /** Every chunk is acknowledged, the seals aren't yet. */
  | { readonly is: 'sealing' }
  | { readonly is: 'stored' }
  /** Nothing of it is stored: whoever opens the link has it from this page. */
  | { readonly is: 'live' }
  /** Hidden at once; can be taken back until `undoUntil` (this device's clock). */
  | { readonly is: 'deleted'; readonly undoUntil: number }
  /** Stopped; `retry` goes on at the first missing chunk where the trouble allows it. */
  | {
      readonly is: 'failed';
      readonly trouble: Trouble;
      readonly canRetry: boolean;
      /** The file (id) that can't be sent as it was given; without it the others could. Null: it isn't about one. */
      readonly file: string | null;
    };

/** How bytes come: from browser to browser, through the nodes while the sender is there, or from what the node keeps. */
export type TransferPath = 'direct' | 'relay' | 'store';

/** Whoever has the link of a share open just now, by what its page says. */
export interface LiveReceiverView {
  /** Tells it from the others; 22 characters. */
  readonly peer: string;
  /** The keys it has in common with this page: `words` are those of this pair. 22 characters. */
  readonly pair: string;
  /** What it calls itself; empty: nothing. */
  readonly name: string;
  /** The file (id) that it receives; null: none. */
  readonly file: string | null;
  /** Bytes of that file which it has. */
  readonly bytes: number;
  /** Bytes per second. */
  readonly rate: number;
  readonly path: TransferPath | null;
  /** How many files it received and verified since it came. */
  readonly verified: number;
}

/** Whoever has the link of a live share, and waits for a person to let it in. */
export type AskingView = Pick<LiveReceiverView, 'peer' | 'pair' | 'name'>;

/** A code of a share that can be read out, such as `7-guitar-apple`: good for one guess, while the page that made it is open. */
export type CodeView =
  /** The node hasn't given out a channel yet; `trouble`: why it doesn't just now. */
  | { readonly is: 'making'; readonly trouble: Trouble | null }
  /** `before`: what became of the code before this one: somebody guessed wrong, or somebody has the link by it. */
  | { readonly is: 'offered'; readonly code: string; readonly before: 'burnt' | 'used' | null }
  /** Three in a row were burnt, or the node gives none: `makeCode` makes the next one. */
  | { readonly is: 'stopped'; readonly why: 'burnt' | 'refused' };

/** What a code leads to. */
export interface EnteredCode {
  readonly share: string;
  /** What stands behind the `#` of its link. */
  readonly fragment: string;
}

/** A share that this page sends. */
export interface SendView {
  /** Share id, 22 characters. */
  readonly share: string;
  /** The whole link with its secret: for the eyes of the sender only. */
  readonly link: string;
  readonly files: readonly FileView[];
  readonly state: SendState;
  /** Bytes per second of acknowledged plaintext, smoothed; null while nothing moves. */
  readonly rate: number | null;
  /** Null: not known yet; its lifetime begins when it is stored. `never`: lives as long as the node. */
  readonly expiresAt: number | 'never' | null;
  /** Whether the share stood before, and files are sent into it: `cancelSend` takes these out alone. */
  readonly adding: boolean;
  /** Whether nothing of it is kept at the node: it can be had while this page is open. */
  readonly live: boolean;
  /** Those that have the link open, while this page can give them chunks itself. */
  readonly receivers: readonly LiveReceiverView[];
  /** Whether nobody receives anything of it before a person let them in. Of live shares only. */
  readonly asks: boolean;
  /** Those that wait for that. */
  readonly asking: readonly AskingView[];
  /** Null: nobody asked for one. */
  readonly code: CodeView | null;
  /** Whether the page may be closed: the node has all of it. */
  readonly safeToClose: boolean;
}

/**
 * `arriving`, `ready`: nothing is done with it yet, and the sender has or hasn't sent it all. Being saved it is `saving`,
 * `waiting` for the sender, or the sender is `lost`, who may come back: it goes on by itself then. `removed`: the sender took it
 * out of the share while the page was open.
 */
export type ReceiveFileState =
  'arriving' | 'ready' | 'queued' | 'saving' | 'waiting' | 'lost' | 'verified' | 'failed' | 'removed';

/** Each file to where downloads go or to a place that is asked for, all into one folder, or as one zip. */
export type SaveWay = 'each' | 'folder' | 'zip';

export interface ReceiveFileView extends FileView {
  readonly state: ReceiveFileState;
  /** Bytes that an earlier visit left on this device. */
  readonly kept: number;
  readonly trouble: Trouble | null;
  /** Where the node itself hands out the bytes of an open file; null if sealed. */
  readonly download: string | null;
}

export type ReceiveState =
  | { readonly is: 'opening' }
  | { readonly is: 'keyNeeded'; readonly wrong: boolean }
  | { readonly is: 'passwordNeeded'; readonly wrong: boolean }
  /** Seen and opened; nothing moves. `arriving` files make the engine look again by itself. */
  | { readonly is: 'ready' }
  /** The browser asks the person where to save. */
  | { readonly is: 'choosing' }
  | { readonly is: 'receiving' }
  | { readonly is: 'waiting'; readonly trouble: Trouble }
  | { readonly is: 'paused' }
  | { readonly is: 'verified' }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly trouble: Trouble }
  | { readonly is: 'gone' }
  | { readonly is: 'missing' };

/**
 * The path that bytes take, and why: it is the `only` one; it answered `first`; it is on `trial`; it proved `faster`; two are faster
 * `together`; what was taken before was `left`, being lost.
 */
export interface PathView {
  readonly is: TransferPath;
  /** Another one beside it; null: none. */
  readonly and: TransferPath | null;
  readonly reason: 'only' | 'first' | 'trial' | 'faster' | 'together' | 'left';
  /** Label of the sender's node; empty: not known. */
  readonly node: string;
}

/**
 * The sender of a share that was opened: this page has keys with it, those of a pair (22 characters). It was `met`, or is `asked` to let
 * this page in; it `declined`, or nobody answered; it is `busy` with others who ask. After these two nothing is asked before `askAgain`.
 */
export type SenderView =
  | { readonly is: 'met' | 'asked'; readonly pair: string }
  | { readonly is: 'declined' | 'busy'; readonly pair?: undefined };

/** The share that this page was opened for. */
export interface ReceiveView {
  readonly share: string;
  readonly sealed: boolean;
  /** Whether the node stores its files; else they come from the sender alone. */
  readonly kept: boolean;
  readonly files: readonly ReceiveFileView[];
  readonly state: ReceiveState;
  readonly rate: number | null;
  readonly expiresAt: number | 'never' | null;
  /** The largest file this browser can save, in bytes; null: no bound. */
  readonly capBytes: number | null;
  /** How several files can be saved here. */
  readonly ways: readonly SaveWay[];
  /** What the sender called it; empty: nothing. */
  readonly title: string;
  /** How many folders with nothing in them there are. */
  readonly folders: number;
  /** How many downloads the sender allows; null: no limit. */
  readonly limit: number | null;
  /** How many of them may still begin. */
  readonly remaining: number | null;
  /** How many files its sender added since the link was opened here. */
  readonly added: number;
  /** How bytes come; null while nothing moves. */
  readonly path: PathView | null;
  /** Null: its sender isn't there as far as is known. */
  readonly sender: SenderView | null;
}

/** A share once sent from this device, kept in this browser only. */
export interface RecentView {
  readonly share: string;
  readonly link: string;
  /** Name of its first file, and how many there are. */
  readonly name: string;
  readonly files: number;
  /** What the sender called it on this device; empty: nothing. */
  readonly title: string;
  /** Whether some of its files stand in folders. */
  readonly hasFolders: boolean;
  readonly size: number;
  readonly createdAt: number;
  readonly expiresAt: number | 'never' | null;
  readonly state: 'uploading' | 'stored' | 'expired' | { readonly undoUntil: number };
  /** Whether nothing of it is stored: while it is `uploading`, no page serves it. */
  readonly live: boolean;
}

export interface EngineView {
  readonly limits: NodeLimits | null;
  /** Shares of this visit, newest first. */
  readonly sends: readonly SendView[];
  readonly receive: ReceiveView | null;
  /** Newest first. */
  readonly recent: readonly RecentView[];
}

export interface Engine {
  readonly view: () => EngineView;
  /** Calls the listener after each change of the view; answers how to stop that. */
  readonly subscribe: (listener: () => void) => () => void;

  /**
   * Starts a share; the link is in the view when this returns or within 300 ms. `lifetime` in ms, null: the default.
   * @param live whether nothing of it is to be kept at the node: at most `LIVE_FILES_MAX` files, for `LIVE_LIFETIME_MAX` at most
   * @param asks of a live share: whether nobody receives anything before a person let them in
   */
  readonly send: (given: Given, lifetime: number | null, live?: boolean, asks?: boolean) => void;
  /** From then on a live share asks before anybody receives, or doesn't: then whoever waits comes in. */
  readonly askFirst: (share: string, asks: boolean) => void;
  /** Lets in a receiver that waits (its pair); nothing if it doesn't any more. */
  readonly letIn: (share: string, pair: string) => void;
  /** Doesn't: it is told, and asks no more by itself. */
  readonly turnAway: (share: string, pair: string) => void;
  /**
   * Four words that both sides of a pair see: two people who read them to each other know that nobody stands between. Null if the
   * pair is over.
   */
  readonly words: (pair: string) => Promise<readonly string[] | null>;
  /**
   * Goes on with a share of an earlier visit that isn't stored yet; the files are compared with what was being sent.
   * Rejects with a `Trouble` if the node wasn't reached, or has the share no more.
   * @param replaceChanged whether files that changed are sent anew in the place of what was begun
   */
  readonly goOn: (share: string, given: Given, replaceChanged?: boolean) => Promise<GoingOn>;
  /** What the files of a share of an earlier visit can be read from again; empty: a person has to give them. */
  readonly handlesOf: (share: string) => readonly FileHandle[];
  readonly pauseSend: (share: string) => void;
  readonly resumeSend: (share: string) => void;
  /** Stops and deletes without a way back; of files that are added to a share that stood, those alone that aren't stored. */
  readonly cancelSend: (share: string) => void;
  readonly retrySend: (share: string) => void;
  /** Takes a finished share out of the view; it stays in `recent`. */
  readonly closeSend: (share: string) => void;

  /** Makes a code for a share of this visit that the node knows, or the next one after `stopped`; it shows in `sends`. */
  readonly makeCode: (share: string) => void;
  /** From then on nobody gets anything by the code of this share. */
  readonly endCode: (share: string) => void;
  /** Gets what a code stands for. Rejects with a `CodeFailure`. @param signal gives up */
  readonly enterCode: (text: string, signal?: AbortSignal) => Promise<EnteredCode>;

  /** Opens a link; `fragment` is what stood behind its `#`, or empty. */
  readonly open: (share: string, fragment: string) => void;
  /** Another try with a whole link or a key that a person pasted; false if it is neither, or of another share. */
  readonly giveKey: (text: string) => boolean;
  /** Asks the sender once more to be let in, who `declined` or was `busy`. */
  readonly askAgain: () => void;
  /** Tries a password that a person gave. */
  readonly givePassword: (password: string) => void;
  /** Saves these files (ids); must be called inside of a click, since browsers ask where to save only then. */
  readonly save: (files: readonly string[], way?: SaveWay) => void;
  /** Throws away what an earlier visit half received. */
  readonly discard: () => void;
  readonly pauseSave: () => void;
  readonly resumeSave: () => void;
  readonly cancelSave: () => void;

  /** Hides a share of this device at once; rejects with a `Trouble` if the node wasn't reached. */
  readonly remove: (share: string) => Promise<void>;
  readonly undo: (share: string) => Promise<void>;
  /** Asks the node what a share of this device offers. Rejects with a `Trouble`. */
  readonly terms: (share: string) => Promise<ShareTerms>;
  /** Changes that. Rejects with a `Trouble`, and then nothing was changed as far as is known. */
  readonly changeTerms: (share: string, change: TermsChange) => Promise<ShareTerms>;
  /** Asks the node which files a share of this device has. Rejects with a `Trouble`. */
  readonly contents: (share: string) => Promise<readonly OwnFileView[]>;
  /** Changes one; answers what there is then. Rejects with a `Trouble`: `LAST_FILE`, `NO_SUCH_FILE`, or as the others. */
  readonly changeFiles: (share: string, change: FilesChange) => Promise<readonly OwnFileView[]>;
  /**
   * Sends more files into a share of this device, under the same link; how far that is shows in `sends`. Rejects with a
   * `Trouble` if the node wasn't reached, or has the share no more; nothing was changed then.
   */
  readonly addFiles: (share: string, given: Given) => Promise<void>;
  /** Asks the node who downloaded a share of this device. Rejects with a `Trouble`. */
  readonly downloads: (share: string) => Promise<DownloadsView>;
  /** Takes a share out of `recent`; the share itself lives on. */
  readonly forget: (share: string) => void;
}
