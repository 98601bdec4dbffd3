/**
 * Signal sockets, as {@code src/site/markdown/wire.md} describes them, over the SockJS mount: JSON in, questions to the actors,
 * JSON out. SockJS has no backpressure in either direction, so what waits is counted here and bounded
 * ({@link io.slipway.edge.socket.SocketLine}, {@link io.slipway.edge.socket.SignalSocket}); no byte of a file comes this way.
 *
 * <p>Start at {@link io.slipway.edge.socket.SignalSockets}; the messages are
 * {@link io.slipway.edge.socket.ClientMessage} and {@link io.slipway.edge.socket.ServerMessage}. The mount itself, and who may
 * open a socket at all, stand in {@code edge.http.SocketRoutes}.
 */
package io.slipway.edge.socket;
