import SockJS from 'sockjs-client';
import type { TextListener, TextSocket } from './signal-socket';

/** The transports that nodes offer; the others need frames in the page. */
const TRANSPORTS = ['websocket', 'xhr-streaming', 'xhr-polling'];

/** Opens a signal socket. This file brings SockJS along: load it when there is something to say. */
export function openSockJs(url: string, { onOpen, onText, onClose }: TextListener): TextSocket {
  const socket = new SockJS(url, null, { transports: TRANSPORTS });
  socket.onopen = onOpen;
  socket.onmessage = ({ data }: { readonly data: unknown }) => {
    if (typeof data === 'string') onText(data);
  };
  socket.onclose = onClose;
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
}
