import type { Bytes } from '../seal/bytes';

/** Where the service worker answers, and the only place it sees: the page's own requests never go through it. */
export const DOWNLOAD_SCOPE = '/dl/';

/** Page to worker, not by port: these wake it and keep it awake. */
export type WorkerCall =
  /** Comes with the port of this download. */
  | { readonly slipway: 'download'; readonly id: string; readonly name: string; readonly size: number }
  | { readonly slipway: 'ping'; readonly id: string };

/** Page to worker, by the port of one download. */
export type DownloadPart =
  { readonly is: 'bytes'; readonly bytes: Bytes } | { readonly is: 'close' } | { readonly is: 'abort' };

/** Worker to page, by the port of one download. */
export type DownloadSign =
  /** The worker knows the download: its address may be opened. */
  | { readonly is: 'ready' }
  /** The browser takes one more part. */
  | { readonly is: 'pull' }
  | { readonly is: 'pong' }
  /** All parts were handed over. */
  | { readonly is: 'closed' }
  /** A person ended it in the browser's downloads. */
  | { readonly is: 'cancelled' };
