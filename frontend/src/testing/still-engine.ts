import type { Engine, EngineView } from '@/engine/view';

const nothing = () => undefined;

/** An engine that shows one view for ever; what is asked of it goes to the given functions. */
export function stillEngine(view: Partial<EngineView>, asked: Partial<Engine> = {}): Engine {
  const shown: EngineView = { limits: null, sends: [], receive: null, recent: [], ...view };
  return {
    view: () => shown,
    subscribe: () => nothing,
    send: nothing,
    goOn: () => Promise.resolve({ is: 'going' }),
    askFirst: nothing,
    letIn: nothing,
    turnAway: nothing,
    words: () => new Promise(() => undefined),
    handlesOf: () => [],
    pauseSend: nothing,
    resumeSend: nothing,
    cancelSend: nothing,
    retrySend: nothing,
    closeSend: nothing,
    makeCode: nothing,
    endCode: nothing,
    enterCode: () => new Promise(() => undefined),
    open: nothing,
    giveKey: () => false,
    askAgain: nothing,
    givePassword: nothing,
    save: nothing,
    discard: nothing,
    pauseSave: nothing,
    resumeSave: nothing,
    cancelSave: nothing,
    remove: () => Promise.resolve(),
    undo: () => Promise.resolve(),
    terms: () => new Promise(() => undefined),
    changeTerms: () => new Promise(() => undefined),
    contents: () => new Promise(() => undefined),
    changeFiles: () => new Promise(() => undefined),
    addFiles: () => Promise.resolve(),
    downloads: () => new Promise(() => undefined),
    forget: nothing,
    ...asked,
  };
}
