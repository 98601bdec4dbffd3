import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { JAR, javaPath, SHORT_LIVED } from './node';

/** A command of the program as a person runs it, with a home of its own for what it remembers. */
export class TerminalCommand {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #said = '';

  /**
   * @param home where it keeps what it remembers
   * @param node the node it is to talk to
   */
  constructor(home: string, node: string, words: readonly string[]) {
    this.#process = spawn(javaPath(), ['-Xmx64m', ...SHORT_LIVED.node, '-jar', JAR, ...words], {
      env: { ...process.env, XDG_STATE_HOME: home, SLIPWAY_NODE: node },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#process;
    if (stdout === null || stderr === null) throw new Error('no output');
    stderr.on('data', (part: Buffer) => (this.#said += part.toString()));
    this.#reader = createInterface({ input: stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** The next line on standard output. */
  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error(`it ended and said: ${this.#said}`);
    return next.value;
  }

  /** What it said on standard error so far. */
  get said(): string {
    return this.#said;
  }

  /** How it ended, and what it said on standard error until then. */
  async ended(): Promise<{ readonly code: number | null; readonly said: string }> {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'close');
    return { code: this.#process.exitCode, said: this.#said };
  }

  /** Ends it at once, without a word. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended();
    this.#reader.close();
  }
}
