import { chunkWork } from './chunk-work';
import type { MessageEnd } from './worker-messages';
import { serveChunkWork } from './worker-service';

// The thread of its own in which a page seals and opens.
serveChunkWork(globalThis as unknown as MessageEnd, chunkWork());
