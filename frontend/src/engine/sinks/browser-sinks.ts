import type { Surroundings } from '../transfer/surroundings';
import { TOO_LARGE_HERE, TransferFailure } from '../transfer/failure';
import { scriptUrl } from '../trusted-url';
import { capOf, decideSink, type SinkKind, type SinkMeans } from './decide-sink';
import { DOWNLOAD_SCOPE } from './download-messages';
import { memorySink } from './memory-sink';
import { type PickedFile, pickedFileSink } from './picked-file-sink';
import type { SinkFile, Sinks } from './sink';
import { type DownloadMeans, workerSink } from './worker-sink';

/** How long a file put together in memory stays for the browser to save it, in ms. */
const HAND_OUT_MS = 60_000;
/** How long the service worker may take to start, in ms. */
const WORKER_START_MS = 10_000;

type Picker = (options: { readonly suggestedName: string }) => Promise<PickedFile>;

function picker(): Picker | null {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: Picker };
  return showSaveFilePicker?.bind(window) ?? null;
}

/** The worker that feeds downloads, once it is active. */
async function startWorker(around: Surroundings): Promise<ServiceWorker> {
  const registration = await navigator.serviceWorker.register(scriptUrl('/sw.js'), { scope: DOWNLOAD_SCOPE });
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (worker === null) throw new Error('no service worker');
  await new Promise<void>((resolve, reject) => {
    const callOff = around.after(WORKER_START_MS, () =>
      reject(new Error('the service worker did not start')),
    );
    const look = () => {
      if (worker.state !== 'activated' && worker.state !== 'redundant') return;
      callOff();
      if (worker.state === 'activated') resolve();
      else reject(new Error('the service worker did not start'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
  return worker;
}

function openFrame(path: string): () => void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = path;
  document.body.append(frame);
  return () => frame.remove();
}

function handOut(around: Surroundings): (whole: Blob, name: string) => void {
  return (whole, name) => {
    const url = URL.createObjectURL(whole);
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    around.after(HAND_OUT_MS, () => URL.revokeObjectURL(url));
  };
}

/** The ways to save that this browser has. The service worker is started when something may be saved soon. */
export function browserSinks(around: Surroundings, newId: () => string): Sinks {
  let hasWorker = 'serviceWorker' in navigator;
  let worker: Promise<ServiceWorker> | null = null;
  const listeners: (() => void)[] = [];
  const means = (): SinkMeans => ({ picker: picker() !== null, worker: hasWorker });
  const kindOf = (files: readonly SinkFile[]): SinkKind | null =>
    decideSink(
      files.map(({ size }) => size),
      means(),
    );

  const ready = (): Promise<ServiceWorker> => {
    worker ??= startWorker(around).catch((error: unknown) => {
      hasWorker = false;
      listeners.forEach((listener) => listener());
      throw error;
    });
    return worker;
  };

  const download = (active: ServiceWorker): DownloadMeans => ({
    call: (call, transfer) => active.postMessage(call, transfer),
    ...{ openFrame, newId, around },
  });

  return {
    capBytes: () => capOf(means()),
    onCapChange: (listener) => void listeners.push(listener),
    prepare: () => {
      if (hasWorker) ready().catch(() => undefined);
    },
    asks: (files) => kindOf(files) === 'picker',
    async choose(files) {
      const pick = picker();
      if (kindOf(files) === 'picker' && pick !== null) {
        // Nothing may be awaited before this: the browser asks only inside of a click.
        const picked = await askWhere(pick, files);
        return picked === null ? null : () => pickedFileSink(picked);
      }
      if (hasWorker) {
        const active = await ready().catch(() => null);
        if (active !== null) return (file) => Promise.resolve(workerSink(file, download(active)));
      }
      if (kindOf(files) !== 'memory') throw new TransferFailure(TOO_LARGE_HERE, false);
      return (file) => Promise.resolve(memorySink(file, handOut(around)));
    },
  };
}

/** Null if the person declined. */
async function askWhere(pick: Picker, files: readonly SinkFile[]): Promise<PickedFile | null> {
  try {
    return await pick({ suggestedName: files[0]?.name ?? 'file' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
