import { navigate } from './router';

/**
 * The secret behind the `#` of a link. It is taken out of the address bar into memory before the page asks the node for
 * anything, so that it stands in no history entry, no bookmark and no screenshot. A reload therefore asks for it again.
 */
let taken = '';
let times = 0;
const listeners = new Set<() => void>();

function take(): void {
  const { hash, pathname, search } = window.location;
  if (hash.length <= 1) return;
  taken = hash.slice(1);
  times++;
  window.history.replaceState(null, '', pathname + search);
  listeners.forEach((listener) => listener());
}

/** Takes the secret of the address now, and of every link that is pasted into the address bar later. Call it first. */
export function watchFragment(): void {
  take();
  window.addEventListener('hashchange', take);
}

/** What stood behind the `#`, without it; empty if nothing did. */
export function takenFragment(): string {
  return taken;
}

/** How often a link was opened: the same one again is opened anew, since what it leads to may have changed. */
export function timesTaken(): number {
  return times;
}

/** Goes to a share as if its link was opened: its secret stays in memory, and never stands in the address bar. */
export function openLink(share: string, fragment: string): void {
  taken = fragment;
  times++;
  navigate(`/s/${share}`);
  listeners.forEach((listener) => listener());
}

export function subscribeFragment(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
