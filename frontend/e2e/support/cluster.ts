import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, JAR, javaPath, processesNaming, SHORT_LIVED } from './node';

const READY_WITHIN = 180_000;
const GONE_WITHIN = 30_000;
const LOOK_EVERY = 20;

/** One node of several: where it alone is reached, and its process. */
export interface ClusterNode {
  readonly url: string;
  readonly pid: number;
}

/** Several real nodes behind one port that deals connections out in turn, as a person would start them. */
export class SlipwayCluster {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    /** The port before all of them. */
    readonly url: string,
    readonly nodes: readonly ClusterNode[],
  ) {}

  /** @param settings environment variables beside data folder and port */
  static async start(
    count: number,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<SlipwayCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
    const port = await freePort();
    const output = openSync(join(folder, 'output.txt'), 'a');
    const child = spawn(
      javaPath(),
      ['-Xmx128m', ...SHORT_LIVED.cluster, '-jar', JAR, 'cluster', String(count), '--port', String(port)],
      {
        cwd: folder,
        env: {
          ...process.env,
          SLIPWAY_DATA: join(folder, 'data'),
          SLIPWAY_JAVA_OPTS: SHORT_LIVED.node.join(' '),
          SLIPWAY_KAFKA_JAVA_OPTS: SHORT_LIVED.broker.join(' '),
          ...settings,
        },
        stdio: ['ignore', 'pipe', output],
      },
    );
    closeSync(output);
    const late = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN);
    const nodes: ClusterNode[] = [];
    const { stdout } = child;
    if (stdout === null) throw new Error('no output');
    for await (const line of createInterface({ input: stdout })) {
      const node = /^ {2}node \d+ +(http:\S+) +process (\d+)/.exec(line);
      if (node !== null) nodes.push({ url: node[1] ?? '', pid: Number(node[2]) });
      if (nodes.length === count) break;
    }
    clearTimeout(late);
    stdout.resume();
    const cluster = new SlipwayCluster(child, folder, `http://127.0.0.1:${port}`, nodes);
    if (nodes.length < count) {
      const said = readFileSync(join(folder, 'output.txt'), 'utf8').slice(-4000);
      await cluster.dispose();
      throw new Error(`the nodes did not become ready; they said:\n${said}`);
    }
    return cluster;
  }

  /** Everything that its nodes, their Kafka and their Redis wrote anywhere: data, logs, output. */
  get everything(): string {
    return this.folder;
  }

  /** Ends one node at once, like a power switch, and waits until it is gone. */
  async kill(index: number): Promise<void> {
    const pid = this.nodes[index]?.pid ?? -1;
    process.kill(pid, 'SIGKILL');
    const end = Date.now() + GONE_WITHIN;
    while (isRunning(pid)) {
      if (Date.now() > end) throw new Error(`process ${pid} does not end`);
      await pause(LOOK_EVERY);
    }
  }

  /** Stops all of it, by force what is still there, and removes its folder. */
  async dispose(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, 'exit');
      const forced = setTimeout(() => this.process.kill('SIGKILL'), 30_000);
      this.process.kill('SIGTERM');
      await gone;
      clearTimeout(forced);
    }
    for (const pid of processesNaming(this.folder)) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** One that ended and whose parent hasn't looked yet isn't. */
function isRunning(pid: number): boolean {
  try {
    return !/^.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
