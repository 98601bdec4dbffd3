import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const JAR = fileURLToPath(new URL('../../../target/slipway.jar', import.meta.url));

/** Flags of JVMs. */
export interface JvmFlags {
  readonly node: readonly string[];
  readonly broker: readonly string[];
  /** Of the command that runs several nodes. */
  readonly cluster: readonly string[];
}

/**
 * Without the second compiler, whose work a node that lives for seconds doesn't live to enjoy, and with the archives of classes that
 * the integration tests make, where they are: a third of the CPU time of a start.
 */
export const SHORT_LIVED: JvmFlags = {
  node: shortLived('node.jsa'),
  broker: shortLived('kafka.jsa'),
  cluster: shortLived('cluster.jsa'),
};

function shortLived(archive: string): readonly string[] {
  const path = join(dirname(JAR), archive);
  const fits = existsSync(path) && statSync(path).mtimeMs > statSync(JAR).mtimeMs;
  const flags = fits ? [`-XX:SharedArchiveFile=${path}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'] : [];
  return [...flags, '-XX:TieredStopAtLevel=1'];
}

const READY_WITHIN = 90_000;
const LOOK_EVERY = 100;

/**
 * A real node with its own Kafka and Redis, in a folder and on a port of its own. It can be killed like a machine that
 * loses power, and started again on what it left.
 */
export class SlipwayNode {
  private process: ChildProcess | null = null;

  private constructor(
    /** Holds the data and what the node printed; removed when the node is disposed of. */
    private readonly folder: string,
    readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly flags: JvmFlags,
  ) {}

  /**
   * @param settings environment variables beside data folder and port
   * @param flags of its JVM and of its broker's
   */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    flags: JvmFlags = SHORT_LIVED,
  ): Promise<SlipwayNode> {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
    const node = new SlipwayNode(folder, await freePort(), settings, flags);
    await node.restart();
    return node;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Its process; null while it isn't running. */
  get pid(): number | null {
    return this.process?.pid ?? null;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** What the node has printed so far, in all its lives. */
  get output(): string {
    return join(this.folder, 'output.txt');
  }

  /** Everything it wrote anywhere: data, logs, output. */
  get everything(): string {
    return this.folder;
  }

  /** Starts it on what is there, and waits until it is ready. */
  async restart(): Promise<void> {
    const output = openSync(this.output, 'a');
    const child = spawn(
      javaPath(),
      ['-Xms64m', '-Xmx256m', '-XX:MaxDirectMemorySize=128m', ...this.flags.node, '-jar', JAR, 'run'],
      {
        cwd: this.folder,
        env: {
          ...process.env,
          SLIPWAY_DATA: this.data,
          SLIPWAY_PORT: String(this.port),
          SLIPWAY_LOG: 'TRACE',
          SLIPWAY_KAFKA_JAVA_OPTS: this.flags.broker.join(' '),
          ...this.settings,
        },
        stdio: ['ignore', output, output],
      },
    );
    closeSync(output);
    this.process = child;
    const end = Date.now() + READY_WITHIN;
    while (!(await this.ready())) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) {
        const said = readFileSync(this.output, 'utf8').slice(-4000);
        throw new Error(`the node did not become ready; it said:\n${said}`);
      }
      await pause(LOOK_EVERY);
    }
  }

  private async ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }

  /** Ends the node at once, without a word. Its Kafka and Redis are left to themselves, as after a crash. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Stops it in order, ends whatever of it is left, and removes its folder. */
  async dispose(): Promise<void> {
    const forced = setTimeout(() => this.process?.kill('SIGKILL'), 20_000);
    await this.end('SIGTERM');
    clearTimeout(forced);
    for (const pid of processesNaming(this.folder)) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** Forgets everything the embedded Redis holds. */
  async flushRedis(): Promise<void> {
    const port = Number(property(join(this.data, 'ports.properties'), 'redis.port'));
    const password = property(join(this.data, 'secrets.properties'), 'redis.password');
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`AUTH slipway ${password}\r\nFLUSHALL\r\n`);
    let answer = '';
    for await (const part of socket) {
      answer += String(part);
      if (answer.split('\r\n').length > 2) break;
    }
    if (answer !== '+OK\r\n+OK\r\n') throw new Error(`Redis answered ${answer}`);
  }

  /** How long each of Kafka's files with chunks is just now. */
  storedSoFar(): ReadonlyMap<string, number> {
    return new Map(this.segments().map((file) => [file, statSync(file).size]));
  }

  /**
   * Flips one bit in every `every` bytes of the chunks that were stored since, in Kafka's own files and while the broker
   * runs. Answers how many.
   */
  flipStoredBits(since: ReadonlyMap<string, number>, every: number): number {
    let flipped = 0;
    for (const segment of this.segments()) {
      const file = openSync(segment, 'r+');
      const byte = Buffer.alloc(1);
      const end = statSync(segment).size;
      for (let at = (since.get(segment) ?? 0) + every / 2; at < end; at += every, flipped++) {
        readSync(file, byte, 0, 1, at);
        byte.writeUInt8(byte.readUInt8() ^ 0x10);
        writeSync(file, byte, 0, 1, at);
      }
      closeSync(file);
    }
    return flipped;
  }

  private segments(): string[] {
    return chunkLogs(join(this.data, 'kafka'));
  }
}

export function javaPath(): string {
  const home = process.env['JAVA_HOME'];
  return home === undefined ? 'java' : join(home, 'bin/java');
}

/** The files below a folder in which Kafka keeps chunks. */
export function chunkLogs(folder: string): string[] {
  return filesUnder(folder).filter((file) => /\.[hdmn]\d+-\d+\/\d+\.log$/.test(file));
}

/** Every file below a folder. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Ports for servers stay below the range that outgoing connections take theirs from. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

function property(file: string, name: string): string {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${name}=`));
  if (line === undefined) throw new Error(`${file} has no ${name}`);
  return line.slice(name.length + 1).trim();
}

/** Processes with the folder in their command line; it is ours alone, so they are too. */
export function processesNaming(folder: string): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return pid !== process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}
