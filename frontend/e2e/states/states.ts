import { CodeFailure } from '../../src/engine/code-failure';
import type {
  AskingView,
  CodeView,
  DownloadView,
  Engine,
  EngineView,
  FileView,
  LiveReceiverView,
  ReceiveFileState,
  ReceiveFileView,
  ReceiveState,
  ReceiveView,
  RecentView,
  SendState,
  SendView,
  ShareTerms,
} from '../../src/engine/view';

/** Every state a page can be in, by name, with the address it is seen at: for pictures, axe and right-to-left. */
export interface PageState {
  readonly path: string;
  readonly view: EngineView;
  /** Which of the panels under a link is opened first, by its place. */
  readonly panel?: number;
  /** What is typed where a code is entered. */
  readonly code?: string;
  /** What the engine answers to those who ask. */
  readonly asked?: Partial<Engine>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.now();
const MIB = 1_048_576;

const LIMITS = {
  maxFileBytes: 2048 * MIB,
  maxFiles: 256,
  lifetimes: [HOUR, DAY, 7 * DAY, 30 * DAY],
  defaultLifetime: 7 * DAY,
  undoMillis: 30_000,
  maxLifetime: 90 * DAY,
  maxLimit: 10_000,
  policy: { minFileBytes: 0, allowedTypes: [], blockedNames: [] },
};
const SHARE = 'q83vEjRWeJCrze8SNFZ4kA';
const LINK = `https://share.example.org/s/${SHARE}#1.mZ1yQe3Jb6cW0dF8aXuT5kPqLrSv2Nh4oEiG7jKxDcA`;

const FILES: readonly FileView[] = [
  {
    file: 'f1',
    name: 'Harbour survey, final version with annotations and appendix B.pdf',
    path: '',
    size: 48 * MIB,
    done: 0,
  },
  { file: 'f2', name: 'تقرير 2026.docx', path: '', size: 380_000, done: 0 },
  { file: 'f3', name: 'soundings.tar.zst', path: '', size: 1_250 * MIB, done: 0 },
  { file: 'f4', name: 'IMG_2041.HEIC', path: '', size: 3_400_000, done: 0 },
];
const ONE: readonly FileView[] = [
  { file: 'f1', name: 'Harbour survey.pdf', path: '', size: 64 * MIB, done: 0 },
];

const KEPT: readonly FileView[] = [{ ...ONE[0], kept: 31 * MIB } as FileView];
/** More files than are shown at once, in folders. */
const TREE: readonly FileView[] = Array.from({ length: 300 }, (_, index) => ({
  file: `t${index}`,
  name: `IMG_${2000 + index}.HEIC`,
  path: `Photos from the harbour/${index % 7 === 0 ? 'تقرير' : 'spring'}`,
  size: 3_400_000 + index,
  done: 0,
}));

const RECEIVERS: readonly LiveReceiverView[] = [
  {
    ...{ peer: 'p1', pair: 'k1', name: 'Firefox on Linux', file: 'f3', bytes: 700 * MIB, rate: 24_100_000 },
    ...{ path: 'direct', verified: 2 },
  },
  {
    ...{ peer: 'p2', pair: 'k2', name: 'هاتف ليلى', file: 'f1', bytes: 3 * MIB, rate: 4_100_000 },
    ...{ path: 'relay', verified: 0 },
  },
  { peer: 'p3', pair: 'k3', name: '', file: null, bytes: 0, rate: 0, path: null, verified: 4 },
  { peer: 'p4', pair: 'k4', name: '', file: null, bytes: 0, rate: 0, path: null, verified: 0 },
];

const ASKING: readonly AskingView[] = [
  { peer: 'p5', pair: 'k5', name: 'A laptop with a name of the sixty-four bytes that it may have' },
  { peer: 'p6', pair: 'k6', name: 'هاتف ليلى' },
  { peer: 'p7', pair: 'k7', name: '' },
];
const words = { words: () => Promise.resolve(['kangaroo', 'umbrella', 'dinosaur', 'zoo']) };

const at = (files: readonly FileView[], part: number): FileView[] => {
  let left = files.reduce((sum, file) => sum + file.size, 0) * part;
  return files.map((file) => {
    const done = Math.round(Math.min(file.size, left));
    left -= done;
    return { ...file, done };
  });
};

function sending(
  state: SendState,
  part: number,
  files = ONE,
  rate: number | null = 31_400_000,
  more: Partial<SendView> = {},
): PageState {
  const send: SendView = {
    share: SHARE,
    link: LINK,
    files: at(files, part),
    state,
    rate,
    expiresAt: NOW + 7 * DAY,
    adding: false,
    live: false,
    receivers: [],
    asks: false,
    asking: [],
    code: null,
    safeToClose: state.is === 'stored' || state.is === 'deleted',
    ...more,
  };
  return { path: '/', view: { limits: LIMITS, sends: [send], receive: null, recent: [] } };
}

function receiving(
  state: ReceiveState,
  part = 0,
  files = ONE,
  fileState: ReceiveFileState = 'ready',
  more: Partial<ReceiveView> = {},
): PageState {
  const rows: ReceiveFileView[] = at(files, part).map((file) => ({
    ...file,
    state: fileState === 'saving' && file.done === file.size ? 'verified' : fileState,
    trouble: null,
    kept: 'kept' in file ? Number(file.kept) : 0,
    download: more.sealed === false ? `/download/${SHARE}/${file.file}` : null,
  }));
  const receive: ReceiveView = {
    share: SHARE,
    sealed: true,
    kept: true,
    files: rows,
    state,
    rate: state.is === 'receiving' ? 31_400_000 : null,
    expiresAt: NOW + 6 * DAY + 23 * HOUR,
    capBytes: null,
    ways: ['each', 'folder', 'zip'],
    title: '',
    folders: 0,
    limit: null,
    remaining: null,
    added: 0,
    path: state.is === 'receiving' ? { is: 'store', and: null, reason: 'only', node: '' } : null,
    sender: null,
    ...more,
  };
  return { path: `/s/${SHARE}`, view: { limits: LIMITS, sends: [], receive, recent: [] } };
}

const recent = (share: string, more: Partial<RecentView>): RecentView => ({
  share,
  link: LINK,
  name: 'Harbour survey.pdf',
  files: 1,
  title: '',
  hasFolders: false,
  size: 64 * MIB,
  createdAt: NOW - HOUR,
  expiresAt: NOW + 6 * DAY,
  state: 'stored',
  live: false,
  ...more,
});

const trouble = (code: string) => ({ code });

/** A share that is stored, with a panel open under its link. */
const panel = (place: number, asked: Partial<Engine>): PageState => ({
  ...sending({ is: 'stored' }, 1, FILES),
  panel: place,
  asked,
});
const TERMS: ShareTerms = {
  expiresAt: NOW + 7 * DAY,
  limit: 20,
  used: 3,
  password: true,
  title: 'Harbour, spring 2026',
  trackAddresses: true,
  live: false,
};
const download = (id: string, more: Partial<DownloadView>): DownloadView => ({
  id,
  began: NOW - HOUR,
  last: NOW - HOUR / 2,
  bytes: 1_301 * MIB,
  verified: true,
  path: 'STORE',
  address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
  ...more,
});
const DOWNLOADS = [
  download('a', {}),
  download('b', { address: '192.0.2.17', verified: false, bytes: 31 * MIB }),
  download('c', { address: null }),
  ...Array.from({ length: 9 }, (_, at) => download(`d${at}`, { address: `198.51.100.${at + 1}` })),
];
const terms = () => Promise.resolve(TERMS);

const offered = (before: 'burnt' | null): CodeView => ({ is: 'offered', code: '7-guitar-apple', before });
const CODE_ENTRY = { path: '/c', view: { limits: LIMITS, sends: [], receive: null, recent: [] } };

export const STATES = {
  landing: { path: '/', view: { limits: LIMITS, sends: [], receive: null, recent: [] } },
  recent: {
    path: '/',
    view: {
      limits: LIMITS,
      sends: [],
      receive: null,
      recent: [
        recent('a', {}),
        recent('b', { name: 'تقرير 2026.docx', files: 4, size: 1_300 * MIB, state: 'uploading' }),
        recent('c', {
          name: 'A very long name of a file that nobody would ever give to one.tar.gz',
          state: 'expired',
        }),
        recent('d', { state: { undoUntil: NOW + 25_000 } }),
        recent('e', { state: 'uploading', live: true }),
      ],
    },
  },
  'send-folders': sending({ is: 'sending' }, 0.42, TREE),
  'send-preparing': sending({ is: 'preparing' }, 0, ONE, null),
  'send-sending': sending({ is: 'sending' }, 0.42),
  'send-receivers': sending({ is: 'sending' }, 0.42, FILES, 31_400_000, { receivers: RECEIVERS }),
  'send-sending-many': sending({ is: 'sending' }, 0.42, FILES),
  'send-waiting': sending({ is: 'waiting', trouble: trouble('OFFLINE') }, 0.42),
  'send-paused': sending({ is: 'paused' }, 0.42, FILES),
  'send-sealing': sending({ is: 'sealing' }, 1),
  'send-stored': sending({ is: 'stored' }, 1),
  'send-live': sending({ is: 'live' }, 0, FILES, null, { live: true }),
  'send-live-receivers': sending({ is: 'live' }, 0, FILES, null, { live: true, receivers: RECEIVERS }),
  'send-live-asking': {
    ...sending({ is: 'live' }, 0, FILES, null, {
      ...{ live: true, asks: true, asking: ASKING, receivers: RECEIVERS.slice(0, 1) },
    }),
    asked: words,
  },
  'send-words': {
    ...sending({ is: 'live' }, 0, FILES, null, { live: true, receivers: RECEIVERS }),
    panel: 1,
    asked: words,
  },
  'send-live-options': {
    ...sending({ is: 'live' }, 0, ONE, null, { live: true }),
    panel: 0,
    asked: { terms: () => Promise.resolve({ ...TERMS, limit: null, password: false, live: true }) },
  },
  'send-code': sending({ is: 'stored' }, 1, ONE, null, { code: offered(null) }),
  'send-code-burnt': sending({ is: 'sending' }, 0.42, FILES, null, { code: offered('burnt') }),
  'send-code-stopped': sending({ is: 'stored' }, 1, ONE, null, { code: { is: 'stopped', why: 'burnt' } }),
  'code-entry': CODE_ENTRY,
  'code-wrong': {
    ...CODE_ENTRY,
    code: '7-guitar-apple',
    asked: { enterCode: () => Promise.reject(new CodeFailure('CODE_WRONG')) },
  },
  'send-stored-many': sending({ is: 'stored' }, 1, FILES),
  'send-options': panel(0, { terms }),
  'send-files': panel(1, {
    contents: () => Promise.resolve(FILES.map((file, at) => ({ ...file, arriving: at === 3 }))),
  }),
  'send-files-ended': panel(1, {
    contents: () => Promise.reject(Object.assign(new Error(), { code: 'GONE' })),
  }),
  'send-downloads': panel(2, {
    terms,
    downloads: () => Promise.resolve({ since: NOW - 3 * DAY, downloads: DOWNLOADS }),
  }),
  'send-downloads-none': panel(2, {
    terms,
    downloads: () => Promise.resolve({ since: NOW - 3 * DAY, downloads: [] }),
  }),
  'send-changed-file': sending(
    { is: 'failed', trouble: trouble('FILE_CHANGED'), canRetry: false, file: 'f1' },
    0.42,
    FILES,
  ),
  'send-deleted': sending({ is: 'deleted', undoUntil: NOW + 28_000 }, 1),
  'send-failed': sending(
    { is: 'failed', trouble: trouble('STORAGE_FULL'), canRetry: true, file: null },
    0.42,
  ),
  'receive-opening': receiving({ is: 'opening' }, 0, []),
  'receive-key': receiving({ is: 'keyNeeded', wrong: false }, 0, []),
  'receive-key-wrong': receiving({ is: 'keyNeeded', wrong: true }, 0, []),
  'receive-password': receiving({ is: 'passwordNeeded', wrong: false }, 0, []),
  'receive-password-wrong': receiving({ is: 'passwordNeeded', wrong: true }, 0, []),
  'receive-kept': receiving({ is: 'ready' }, 0, KEPT),
  'receive-limited': receiving({ is: 'ready' }, 0, FILES, 'ready', {
    title: 'Harbour, spring 2026',
    limit: 5,
    remaining: 2,
  }),
  'receive-changed': {
    ...receiving({ is: 'ready' }, 0, FILES, 'ready', {
      added: 2,
      files: FILES.map((file, at) => ({
        ...file,
        ...{ state: at === 1 ? 'removed' : 'ready', kept: 0, trouble: null, download: null },
      })),
    }),
  },
  'receive-removed': receiving({ is: 'failed', trouble: trouble('REMOVED') }, 0.6, FILES, 'saving'),
  'receive-folders': receiving({ is: 'ready' }, 0, TREE, 'ready', { folders: 3 }),
  'receive-lost': receiving({ is: 'receiving' }, 0.3, ONE, 'lost'),
  'receive-live-away': receiving({ is: 'waiting', trouble: trouble('SENDER_AWAY') }, 0, [], 'ready', {
    kept: false,
  }),
  'receive-live-asked': {
    ...receiving({ is: 'waiting', trouble: trouble('SENDER_AWAY') }, 0, [], 'ready', {
      ...{ kept: false, sender: { is: 'asked', pair: 'k' } },
    }),
    asked: words,
  },
  'receive-live-declined': receiving({ is: 'waiting', trouble: trouble('SENDER_AWAY') }, 0, [], 'ready', {
    ...{ kept: false, sender: { is: 'declined' } },
  }),
  'receive-live-busy': receiving({ is: 'waiting', trouble: trouble('SENDER_AWAY') }, 0, [], 'ready', {
    ...{ kept: false, sender: { is: 'busy' } },
  }),
  'receive-live-asked-amid': {
    ...receiving({ is: 'receiving' }, 0.3, ONE, 'waiting', {
      ...{ kept: false, path: null, sender: { is: 'asked', pair: 'k' } },
    }),
    asked: words,
  },
  'receive-live-declined-amid': receiving({ is: 'receiving' }, 0.3, ONE, 'lost', {
    ...{ kept: false, path: null, sender: { is: 'declined' } },
  }),
  'receive-words': {
    ...receiving({ is: 'ready' }, 0, FILES, 'ready', { sender: { is: 'met', pair: 'k' } }),
    panel: 0,
    asked: words,
  },
  'receive-live-ready': receiving({ is: 'ready' }, 0, FILES, 'ready', { kept: false }),
  'receive-live-waiting': receiving({ is: 'receiving' }, 0.3, ONE, 'waiting', { kept: false, path: null }),
  'receive-live-lost': receiving({ is: 'receiving' }, 0.3, ONE, 'lost', { kept: false, path: null }),
  'receive-busy': receiving({ is: 'waiting', trouble: trouble('LIMIT_BUSY') }, 0, ONE, 'saving'),
  'receive-ready': receiving({ is: 'ready' }),
  'receive-ready-many': receiving({ is: 'ready' }, 0, FILES),
  'receive-cap': receiving({ is: 'ready' }, 0, FILES, 'ready', { capBytes: 256 * MIB }),
  'receive-saving': receiving({ is: 'receiving' }, 0.42, ONE, 'saving'),
  'receive-direct': receiving({ is: 'receiving' }, 0.42, ONE, 'saving', {
    path: { is: 'direct', and: null, reason: 'faster', node: '' },
  }),
  'receive-relay': receiving({ is: 'receiving' }, 0.42, ONE, 'saving', {
    path: { is: 'relay', and: 'store', reason: 'together', node: 'eu-2' },
  }),
  'receive-saving-many': receiving({ is: 'receiving' }, 0.42, FILES, 'saving'),
  'receive-arriving': receiving({ is: 'receiving' }, 0.1, ONE, 'waiting'),
  'receive-paused': receiving({ is: 'paused' }, 0.42, ONE, 'saving'),
  'receive-waiting': receiving({ is: 'waiting', trouble: trouble('OFFLINE') }, 0.42, ONE, 'saving'),
  'receive-unreachable': receiving({ is: 'waiting', trouble: trouble('OFFLINE') }, 0, []),
  'receive-verified': receiving({ is: 'verified' }, 1, ONE, 'verified'),
  'receive-cancelled': receiving({ is: 'cancelled' }),
  'receive-damaged': receiving({ is: 'failed', trouble: trouble('BAD_SEGMENT') }, 0.42, ONE, 'failed'),
  'receive-gone': receiving({ is: 'gone' }, 0, []),
  'receive-missing': receiving({ is: 'missing' }, 0, []),
  'receive-open': receiving({ is: 'ready' }, 0, ONE, 'ready', { sealed: false }),
  unknown: { path: '/nothing/here', view: { limits: LIMITS, sends: [], receive: null, recent: [] } },
  insecure: { path: '/', view: { limits: null, sends: [], receive: null, recent: [] } },
} as const satisfies Record<string, PageState>;

export type StateName = keyof typeof STATES;
