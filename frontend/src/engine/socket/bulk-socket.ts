import { type Bytes, fromBase64Url } from '../seal/bytes';
import { decodeFrame, encodeFrame } from '../live/frames';
import type { FramePipe } from '../live/frame-pipe';
import { PipeBase } from '../live/pipe-base';
import type { Surroundings } from '../transfer/surroundings';

/** How much may wait in a socket before more makes no sense, in bytes. */
export const BULK_HIGH_BYTES = 1_048_576;
/** How often it is looked whether a full socket has room, in ms: it doesn't tell. */
export const BULK_POLL_MS = 20;
/** How long a bulk socket may take until it is ready, in ms. */
export const READY_MS = 10_000;

/** A connection that carries bytes both ways. */
export interface BinarySocket {
  readonly send: (bytes: Bytes) => void;
  /** Bytes that haven't left yet. */
  readonly waiting: () => number;
  readonly isOpen: () => boolean;
  readonly close: () => void;
}

export interface BinaryListener {
  readonly onOpen: () => void;
  readonly onBytes: (bytes: Bytes) => void;
  /** Once, whoever closed it; also when it never opened. */
  readonly onClose: () => void;
}

export type OpenBinarySocket = (listener: BinaryListener) => BinarySocket;

/** A bulk socket that couldn't be opened. */
export class NoBulk extends Error {
  override readonly name = 'NoBulk';
}

/** Opens a bulk socket as the peer that the ticket is of. @throws NoBulk */
export function openBulk(open: OpenBinarySocket, ticket: string, around: Surroundings): Promise<FramePipe> {
  return new Promise((resolve, reject) => {
    const secret = fromBase64Url(ticket);
    if (secret?.length !== 32) {
      reject(new NoBulk('no ticket'));
      return;
    }
    let ready = false;
    let callOffPoll: (() => void) | null = null;
    const fail = (why: string) => {
      callOff();
      socket.close();
      reject(new NoBulk(why));
    };
    const callOff = around.after(READY_MS, () => fail('not ready in time'));
    const socket = open({
      onOpen: () => socket.send(encodeFrame({ is: 'hello', ticket: secret })),
      onBytes: (bytes) => {
        if (ready) pipe.came(bytes);
        else if (isReady(bytes)) {
          ready = true;
          callOff();
          resolve(pipe);
        } else fail('something else than READY');
      },
      onClose: () => {
        callOffPoll?.();
        if (ready) pipe.closed();
        else fail('closed');
      },
    });
    const hasRoom = () => socket.waiting() < BULK_HIGH_BYTES;
    const poll = () => {
      callOffPoll = around.after(BULK_POLL_MS, () => {
        callOffPoll = null;
        if (hasRoom()) pipe.left();
        else poll();
      });
    };
    const pipe = new PipeBase({
      send: (bytes) => {
        // A closing socket swallows what it is given, and counts it as waiting for ever.
        if (socket.isOpen()) socket.send(bytes);
      },
      hasRoom: () => {
        const room = hasRoom();
        if (!room && callOffPoll === null) poll();
        return room;
      },
      close: () => socket.close(),
    });
  });
}

function isReady(bytes: Bytes): boolean {
  try {
    return decodeFrame(bytes).is === 'ready';
  } catch {
    return false;
  }
}
