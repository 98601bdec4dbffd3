import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { commandOf, descendants, endProcess } from './processes';
import { type Downloaded, type RemoteBrowser, type RemotePage, WITHOUT_QUESTIONS } from './remote-page';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface Pending {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** A Chromium without a screen, with a profile of its own that outlives its tabs. */
export class RemoteChromium implements RemoteBrowser {
  readonly name = 'Chromium';
  readonly #process: ChildProcess;
  readonly #to: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(method: string, params: Record<string, unknown>) => void>();
  #next = 1;

  private constructor(folder: string) {
    this.downloads = join(folder, 'downloads');
    mkdirSync(this.downloads, { recursive: true });
    this.#process = spawn(
      process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      [
        '--headless=new',
        '--remote-debugging-pipe',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--no-sandbox',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        // A tab has one process then, not one more that waits for the next tab.
        '--disable-features=SpareRendererForSitePerProcess',
        '--lang=en-GB',
        'about:blank',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#to = this.#process.stdio[3] as Writable;
    let rest = '';
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#hear(JSON.parse(message) as Message);
    });
    this.#process.on('exit', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the browser ended'));
      this.#pending.clear();
    });
  }

  readonly downloads: string;

  /** @param folder for its profile and its downloads */
  static async start(folder: string): Promise<RemoteChromium> {
    const browser = new RemoteChromium(folder);
    await browser.call('Browser.setDownloadBehavior', {
      ...{ behavior: 'allow', downloadPath: browser.downloads, eventsEnabled: true },
    });
    return browser;
  }

  call(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #hear({ id, method, params, result, error }: Message): void {
    if (method !== undefined) for (const listener of [...this.#listeners]) listener(method, params ?? {});
    const pending = this.#pending.get(id ?? 0);
    if (pending === undefined) return;
    this.#pending.delete(id ?? 0);
    if (error === undefined) pending.resolve(result ?? {});
    else pending.reject(new Error(error.message));
  }

  /** @param first goes before every script of the page */
  async newPage(first = WITHOUT_QUESTIONS): Promise<ChromiumPage> {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new ChromiumPage(this, String(targetId), String(sessionId));
    await page.call('Page.enable');
    await page.call('Page.addScriptToEvaluateOnNewDocument', { source: first });
    return page;
  }

  nextDownload(): Promise<Downloaded> {
    return new Promise((resolve) => {
      let name = '';
      const listener = (method: string, params: Record<string, unknown>) => {
        if (method === 'Browser.downloadWillBegin') name = String(params['suggestedFilename']);
        if (method !== 'Browser.downloadProgress' || params['state'] === 'inProgress') return;
        this.#listeners.delete(listener);
        resolve({ name, path: join(this.downloads, name), whole: params['state'] === 'completed' });
      };
      this.#listeners.add(listener);
    });
  }

  renderers(): number[] {
    return descendants(this.#process.pid ?? 0).filter((pid) => commandOf(pid).includes('--type=renderer'));
  }

  close(): Promise<void> {
    return endProcess(this.#process);
  }
}

export class ChromiumPage implements RemotePage {
  constructor(
    private readonly browser: RemoteChromium,
    private readonly target: string,
    private readonly session: string,
  ) {}

  call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.browser.call(method, params, this.session);
  }

  async goto(url: string): Promise<void> {
    const { errorText } = await this.call('Page.navigate', { url });
    if (typeof errorText === 'string') throw new Error(`${url}: ${errorText}`);
  }

  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = (await this.call('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true, userGesture: true },
    })) as { result?: { value?: unknown }; exceptionDetails?: unknown };
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result?.value;
  }

  async setFiles(selector: string, files: readonly string[]): Promise<void> {
    const { result } = (await this.call('Runtime.evaluate', {
      expression: `document.querySelector(${JSON.stringify(selector)})`,
    })) as { result: { objectId: string } };
    await this.call('DOM.setFileInputFiles', { files, objectId: result.objectId });
  }

  /** Drags files and folders from outside of the browser onto the middle of the page and lets go. */
  async drop(files: readonly string[]): Promise<void> {
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'])
      await this.call('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  }

  async close(): Promise<void> {
    await this.browser.call('Target.closeTarget', { targetId: this.target });
  }
}
