import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Engine, EngineView } from '@/engine/view';

export const EngineContext = createContext<Engine | null>(null);

/** The engine itself, to ask something of it. */
export function useEngine(): Engine {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('useEngine needs an EngineContext above it');
  return engine;
}

/** A part of what the engine shows. The selector must answer a piece of the view, never a new object. */
export function useView<Part>(select: (view: EngineView) => Part): Part {
  const engine = useEngine();
  return useSyncExternalStore(engine.subscribe, () => select(engine.view()));
}
