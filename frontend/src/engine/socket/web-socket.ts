import type { OpenBinarySocket } from './bulk-socket';

/** A WebSocket as a bulk socket needs it. */
export function binaryWebSocket(url: string): OpenBinarySocket {
  return ({ onOpen, onBytes, onClose }) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = onOpen;
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) onBytes(new Uint8Array(data));
      else socket.close();
    };
    socket.onclose = onClose;
    return {
      send: (bytes) => socket.send(bytes),
      waiting: () => socket.bufferedAmount,
      isOpen: () => socket.readyState === WebSocket.OPEN,
      close: () => socket.close(),
    };
  };
}
