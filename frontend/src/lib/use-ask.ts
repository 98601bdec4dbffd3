import { useState } from 'react';

/** Asks the engine for something that may fail because the node isn't reached; tells whether the last time did. */
export function useAsk(): readonly [failed: boolean, ask: (change: () => Promise<void>) => void] {
  const [failed, setFailed] = useState(false);
  const ask = (change: () => Promise<void>) => {
    change().then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  return [failed, ask];
}
