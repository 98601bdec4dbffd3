import type { Frame } from './frames';

/**
 * Carries frames between two pages, in order, by whatever path. It may lose some, or carry one twice, and it may end; streams are
 * made so that nothing of that does harm.
 */
export interface FramePipe {
  /** Sends; after the end nothing happens. DATA is sent only while there is room. */
  readonly send: (frame: Frame) => void;
  /** Whether what was sent before left so far that more makes sense. */
  readonly hasRoom: () => boolean;
  /** Resolves when there is room, or none will ever be. */
  readonly room: () => Promise<void>;
  /** Calls the listener with each frame that comes; answers how to stop that. */
  readonly onFrame: (listener: (frame: Frame) => void) => () => void;
  /** Calls the listener when it ends, at once if it did; answers how to stop that. */
  readonly onEnd: (listener: () => void) => () => void;
  readonly ended: () => boolean;
  /** Ends it. */
  readonly end: () => void;
}
