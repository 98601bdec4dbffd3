import { type Bytes, passedBy } from '@/engine/seal/bytes';
import {
  DOWNLOAD_SCOPE,
  type DownloadPart,
  type DownloadSign,
  type WorkerCall,
} from '@/engine/sinks/download-messages';

/**
 * How long a page may say nothing, in ms; then it is gone, and its download has failed. Sooner than browsers end a worker that has
 * nothing to do, after about 30 s: Firefox takes that for the end of the file.
 */
export const PAGE_SILENCE_MS = 20_000;

interface Running {
  readonly port: MessagePort;
  /** The page said something. */
  readonly heard: () => void;
}

interface Waiting {
  readonly name: string;
  readonly size: number;
  readonly port: MessagePort;
}

/** `attachment` with a name that every browser reads (RFC 6266): in ASCII, and whole in UTF-8. */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/**
 * Downloads that pages announced. Each is answered once, with a stream that asks its page for one part whenever the browser
 * takes one. What happens to the stream is up to the page alone; that of a page that goes away fails.
 */
export class Downloads {
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Running>();

  /** @param after calls back after so many ms; answers how to call that off */
  constructor(private readonly after = later) {}

  /** @param port comes with `download` */
  onCall(call: WorkerCall, port: MessagePort | undefined): void {
    if (call.slipway === 'ping') {
      const running = this.#running.get(call.id);
      running?.heard();
      const known = running?.port ?? this.#waiting.get(call.id)?.port;
      if (known !== undefined) say(known, { is: 'pong' });
    } else if (port !== undefined) {
      this.#waiting.set(call.id, { name: call.name, size: call.size, port });
      say(port, { is: 'ready' });
    }
  }

  /** The answer to a request for `path`; null if it isn't a download's. */
  answer(path: string): Response | null {
    if (!path.startsWith(DOWNLOAD_SCOPE)) return null;
    const id = path.slice(DOWNLOAD_SCOPE.length);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return new Response(null, { status: 404 });
    this.#waiting.delete(id);
    return new Response(this.#stream(id, waiting.port), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(waiting.size),
        'content-disposition': contentDisposition(waiting.name),
        'content-security-policy': "default-src 'none'",
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      },
    });
  }

  #stream(id: string, port: MessagePort): ReadableStream<Bytes> {
    let took: () => void = () => undefined;
    let callOff: () => void = () => undefined;
    const end = (sign: DownloadSign | null) => {
      callOff();
      this.#running.delete(id);
      port.onmessage = null;
      if (sign !== null) say(port, sign);
      port.close();
    };
    return new ReadableStream<Bytes>(
      {
        start: (controller) => {
          const heard = () => {
            callOff();
            callOff = this.after(PAGE_SILENCE_MS, () => {
              controller.error(new Error('the page is gone'));
              end(null);
            });
          };
          heard();
          this.#running.set(id, { port, heard });
          port.onmessage = (event: MessageEvent<DownloadPart>) => {
            const part = event.data;
            heard();
            switch (part.is) {
              case 'bytes':
                controller.enqueue(part.bytes);
                passedBy();
                break;
              case 'close':
                controller.close();
                end({ is: 'closed' });
                break;
              case 'abort':
                controller.error(new Error('aborted by the page'));
                end(null);
                break;
            }
            took();
          };
        },
        pull: () => {
          say(port, { is: 'pull' });
          return new Promise<void>((resolve) => (took = resolve));
        },
        cancel: () => end({ is: 'cancelled' }),
      },
      { highWaterMark: 1 },
    );
  }
}

function later(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}

function say(port: MessagePort, sign: DownloadSign): void {
  port.postMessage(sign);
}
