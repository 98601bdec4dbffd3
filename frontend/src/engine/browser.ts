import { nodeClient } from './api/client';
import { Database } from './database';
import { createEngine } from './engine';
import { browserKeeping } from './keep/browser-keeping';
import keepWorkerUrl from './keep/keep-worker?worker&url';
import { receiptDatabase } from './keep/receipt-database';
import type { LiveWorld } from './live/live-needs';
import { ledgerDatabase } from './ledger-database';
import { recentDatabase } from './recent-database';
import { toBase64Url } from './seal/bytes';
import { chunkWork, type ChunkWork } from './seal/chunk-work';
import { systemRandom } from './seal/primitives';
import workerUrl from './seal/worker?worker&url';
import { workerCount, workerPool, type WorkerThread } from './seal/worker-pool';
import { browserSinks } from './sinks/browser-sinks';
import type { IceServer } from './socket/signal-messages';
import { binaryWebSocket } from './socket/web-socket';
import type { Surroundings } from './transfer/surroundings';
import { scriptUrl } from './trusted-url';
import type { Engine } from './view';

/** The engine on what this browser offers; null where it offers no encryption: plain http from another computer. */
export function browserEngine(): Engine | null {
  if (!window.isSecureContext) return null;
  const around: Surroundings = {
    now: () => Date.now(),
    after: (ms, callback) => {
      const timer = window.setTimeout(callback, ms);
      return () => window.clearTimeout(timer);
    },
    chance: () => Math.random(),
    onOnline: (listener) => {
      window.addEventListener('online', listener);
      return () => window.removeEventListener('online', listener);
    },
  };
  const database = new Database(window.indexedDB);
  return createEngine({
    client: nodeClient((input, init) => window.fetch(input, init)),
    work: browserWork(),
    random: systemRandom,
    around,
    sinks: browserSinks(around, () => toBase64Url(systemRandom(16))),
    recent: recentDatabase(database, new BroadcastChannel('slipway.shares')),
    ledger: ledgerDatabase(database),
    receipts: receiptDatabase(database),
    keeping: browserKeeping(() => startThread(keepWorkerUrl)),
    origin: window.location.origin,
    live: liveWorld(window.location.origin),
  });
}

/** Live transfers at the page's own node; SockJS is loaded when there is something to say. */
function liveWorld(origin: string): LiveWorld {
  const direct = 'RTCPeerConnection' in window;
  return {
    connect: async (listener) => (await import('./socket/sockjs')).openSockJs(`${origin}/socket`, listener),
    openBulk: binaryWebSocket(`${origin.replace(/^http/, 'ws')}/socket/websocket`),
    newRtcPeer: direct ? (ice) => new RTCPeerConnection({ iceServers: ice.map(iceServer) }) : null,
  };
}

function iceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return {
    urls: [...urls],
    ...(username === null ? {} : { username }),
    ...(credential === null ? {} : { credential }),
  };
}

function browserWork(): ChunkWork {
  return workerPool(() => startThread(workerUrl), workerCount(navigator.hardwareConcurrency), chunkWork());
}

function startThread(url: string): WorkerThread {
  const worker = new Worker(scriptUrl(url), { type: 'module' });
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    addEventListener: (type, listener) => worker.addEventListener(type, listener),
    onLost: (listener) =>
      worker.addEventListener('error', () => {
        worker.terminate();
        listener();
      }),
  };
}
