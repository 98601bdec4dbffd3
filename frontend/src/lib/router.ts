import { useSyncExternalStore } from 'react';

/** The page's places. */
export type Route =
  | { readonly page: 'send' }
  | { readonly page: 'receive'; readonly share: string }
  | { readonly page: 'code' }
  | { readonly page: 'unknown' };

/** `/` and `/upload` send, `/s/<id>` receives, and so does `/c` with a code. */
export function routeOf(path: string): Route {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '' || trimmed === '/upload') return { page: 'send' };
  if (trimmed === '/c') return { page: 'code' };
  const share = /^\/s\/([A-Za-z0-9_-]{1,64})$/.exec(trimmed)?.[1];
  return share === undefined ? { page: 'unknown' } : { page: 'receive', share };
}

const MOVED = 'slipway:moved';

function subscribe(listener: () => void): () => void {
  window.addEventListener('popstate', listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener('popstate', listener);
    window.removeEventListener(MOVED, listener);
  };
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => window.location.pathname);
}

/** Goes to another place of the page without loading it anew. */
export function navigate(path: string): void {
  window.history.pushState(null, '', path);
  window.dispatchEvent(new Event(MOVED));
}
