import type { WorkerCall } from '@/engine/sinks/download-messages';
import { Downloads } from './download';

// TypeScript's library for pages doesn't know the scope of a service worker; this is what is used of it.
interface WorkerEvent extends Event {
  readonly waitUntil: (done: Promise<unknown>) => void;
}
interface CallEvent extends WorkerEvent {
  readonly data: WorkerCall;
  readonly ports: readonly MessagePort[];
}
interface RequestEvent extends WorkerEvent {
  readonly request: Request;
  readonly respondWith: (answer: Response) => void;
}
interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly addEventListener: ((type: 'message', listener: (event: CallEvent) => void) => void) &
    ((type: 'fetch', listener: (event: RequestEvent) => void) => void);
}

const scope = globalThis as unknown as WorkerScope;
const downloads = new Downloads();

// A new version waits until the old one feeds no download: nothing here hurries it.
scope.addEventListener('message', (event) => downloads.onCall(event.data, event.ports[0]));

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== scope.location.origin) return;
  const answer = downloads.answer(url.pathname);
  if (answer !== null) event.respondWith(answer);
});
