import type { Surroundings } from '../transfer/surroundings';
import { TOO_LARGE_HERE, TransferFailure } from '../transfer/failure';
import { scriptUrl } from '../trusted-url';
import { safeName } from '../transfer/safe-name';
import { capOf, decideSink, type SinkKind, type SinkMeans, waysOf } from './decide-sink';
import { DOWNLOAD_SCOPE } from './download-messages';
import { memorySink } from './memory-sink';
import { type PickedFile, pickedFileSink } from './picked-file-sink';
import { folderPlace, type PickedFolder } from './folder-place';
import { eachPlace, type Place, type SinkFile, type Sinks } from './sink';
import { zipName, zipPlace } from './zip-place';
import { type DownloadMeans, workerSink } from './worker-sink';

/** How long a file put together in memory stays for the browser to save it, in ms. */
const HAND_OUT_MS = 60_000;
/** How long the service worker may take to start, in ms. */
const WORKER_START_MS = 10_000;

type FolderPicker = (options: { readonly mode: 'readwrite' }) => Promise<PickedFolder>;
type Picker = (options: { readonly suggestedName: string }) => Promise<PickedFile>;

function picker(): Picker | null {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: Picker };
  return showSaveFilePicker?.bind(window) ?? null;
}

function folderPicker(): FolderPicker | null {
  const { showDirectoryPicker } = window as { showDirectoryPicker?: FolderPicker };
  return showDirectoryPicker?.bind(window) ?? null;
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
  const means = (): SinkMeans => ({
    picker: picker() !== null,
    folder: folderPicker() !== null,
    worker: hasWorker,
  });
  const kindOf = (files: readonly { readonly size: number }[]): SinkKind | null =>
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

  const each = async (files: readonly SinkFile[]): Promise<Place | null> => {
    const pick = picker();
    if (kindOf(files) === 'picker' && pick !== null) {
      // Nothing may be awaited before this: the browser asks only inside of a click.
      const suggestedName = files[0]?.name ?? 'file';
      const picked = await unlessDeclined(pick({ suggestedName }));
      return picked === null ? null : eachPlace(() => pickedFileSink(picked));
    }
    if (hasWorker) {
      const active = await ready().catch(() => null);
      if (active !== null) return eachPlace((file) => Promise.resolve(workerSink(file, download(active))));
    }
    if (kindOf(files) !== 'memory') throw new TransferFailure(TOO_LARGE_HERE, false);
    return eachPlace((file) => Promise.resolve(memorySink(file, handOut(around))));
  };

  return {
    capBytes: () => capOf(means()),
    onCapChange: (listener) => void listeners.push(listener),
    ways: () => waysOf(means()),
    prepare: () => {
      if (hasWorker) ready().catch(() => undefined);
    },
    asks: (files, way) => way === 'folder' || (way === 'each' && kindOf(files) === 'picker'),
    async choose(files, way, more) {
      const pickFolder = folderPicker();
      if (way === 'folder' && pickFolder !== null) {
        const folder = await unlessDeclined(pickFolder({ mode: 'readwrite' }));
        return folder === null ? null : folderPlace(folder, more);
      }
      if (way !== 'zip') return each(files);
      const active = await ready();
      const open = (whole: SinkFile) => Promise.resolve(workerSink(whole, download(active)));
      return zipPlace(files, more, zipName(files, more, safeName), open);
    },
  };
}

/** Null if the person declined. */
async function unlessDeclined<Picked>(asking: Promise<Picked>): Promise<Picked | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
