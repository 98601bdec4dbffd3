import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a node and counts what goes by, from outside of both page and node. */
export class CountingProxy {
  /** Bytes of sealed chunks that pages sent, whether they were taken or not. */
  sentBytes = 0;
  /** Bytes of sealed chunks that the node sent. */
  receivedBytes = 0;
  /** Requests of any kind. */
  requests = 0;
  /** How often each chunk was sent whole, by file and index. */
  readonly sent = new Map<string, number>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;

  private constructor(private readonly node: string) {
    this.#server = createServer((from, to) => this.#pass(from, to));
  }

  static async before(node: string): Promise<CountingProxy> {
    const proxy = new CountingProxy(node);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    this.#agent.destroy();
  }

  #pass(from: IncomingMessage, to: ServerResponse): void {
    const { method, headers } = from;
    const path = from.url ?? '/';
    this.requests++;
    const chunk = method === 'PUT' ? /^\/api\/files\/([^/]+\/chunks\/\d+)$/.exec(path)?.[1] : undefined;
    const sealed = path.endsWith('/sealed');
    const on = request(new URL(path, this.node), { method, headers, agent: this.#agent }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      if (sealed) answer.on('data', (part: Buffer) => (this.receivedBytes += part.length));
      answer.pipe(to);
      // Cut here as it was cut there.
      answer.on('error', () => to.destroy());
    });
    on.on('error', () => to.destroy());
    to.on('close', () => {
      if (!to.writableFinished) on.destroy();
    });
    if (chunk !== undefined) {
      from.on('data', (part: Buffer) => (this.sentBytes += part.length));
      from.on('end', () => this.sent.set(chunk, (this.sent.get(chunk) ?? 0) + 1));
    }
    from.pipe(on);
  }
}
