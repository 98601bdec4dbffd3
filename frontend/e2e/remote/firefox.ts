import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { commandOf, descendants, endProcess } from './processes';
import { type Downloaded, type RemoteBrowser, type RemotePage, WITHOUT_QUESTIONS } from './remote-page';

const STARTS_WITHIN = 60_000;

interface Message {
  readonly type: 'success' | 'error' | 'event';
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: string;
  readonly message?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

interface Pending {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** A Firefox without a screen, spoken to in WebDriver BiDi. */
export class RemoteFirefox implements RemoteBrowser {
  readonly name = 'Firefox';
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(method: string, params: Record<string, unknown>) => void>();
  #socket: WebSocket | null = null;
  #next = 1;

  private constructor(
    private readonly process: ChildProcess,
    readonly downloads: string,
  ) {}

  /** @param folder for its profile and its downloads */
  static async start(folder: string): Promise<RemoteFirefox> {
    const profile = join(folder, 'profile');
    const downloads = join(folder, 'downloads');
    mkdirSync(profile, { recursive: true });
    mkdirSync(downloads, { recursive: true });
    const settings = {
      'browser.download.dir': downloads,
      'browser.download.folderList': 2,
      'browser.download.useDownloadDir': true,
      'browser.download.always_ask_before_handling_new_types': false,
      'browser.shell.checkDefaultBrowser': false,
      'browser.aboutwelcome.enabled': false,
      'datareporting.policy.dataSubmissionEnabled': false,
      'toolkit.telemetry.enabled': false,
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'intl.accept_languages': 'en-GB',
    };
    const lines = Object.entries(settings).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const firefox = spawn(
      process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr',
      ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
      {
        env: { ...process.env, HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    const browser = new RemoteFirefox(firefox, downloads);
    try {
      await browser.#connect(await address(firefox));
    } catch (error) {
      await browser.close();
      throw error;
    }
    return browser;
  }

  async #connect(url: string): Promise<void> {
    const socket = new WebSocket(`${url}/session`, { perMessageDeflate: false, maxPayload: 1 << 26 });
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString()) as Message));
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the browser ended'));
      this.#pending.clear();
    });
    await once(socket, 'open');
    this.#socket = socket;
    await this.call('session.new', {
      capabilities: { alwaysMatch: { unhandledPromptBehavior: { default: 'accept' } } },
    });
    const events = ['browsingContext.downloadWillBegin', 'browsingContext.downloadEnd'];
    await this.call('session.subscribe', { events });
  }

  call(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#pending.set(id, { resolve, reject });
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }

  #hear({ type, id, method, params, result, error, message }: Message): void {
    if (type === 'event') for (const listener of [...this.#listeners]) listener(method ?? '', params ?? {});
    const pending = this.#pending.get(id ?? 0);
    if (pending === undefined) return;
    this.#pending.delete(id ?? 0);
    if (type === 'success') pending.resolve(result ?? {});
    else pending.reject(new Error(`${error}: ${message}`));
  }

  async newPage(first = WITHOUT_QUESTIONS): Promise<RemotePage> {
    const { context } = await this.call('browsingContext.create', { type: 'tab' });
    const page = new FirefoxPage(this, String(context));
    await this.call('script.addPreloadScript', {
      functionDeclaration: `() => {${first}}`,
      contexts: [context],
    });
    return page;
  }

  nextDownload(): Promise<Downloaded> {
    return new Promise((resolve) => {
      let name = '';
      const listener = (method: string, params: Record<string, unknown>) => {
        if (method === 'browsingContext.downloadWillBegin')
          name = basename(String(params['suggestedFilename']));
        if (method !== 'browsingContext.downloadEnd') return;
        this.#listeners.delete(listener);
        resolve({ name, path: String(params['filepath']), whole: params['status'] === 'complete' });
      };
      this.#listeners.add(listener);
    });
  }

  renderers(): number[] {
    return descendants(this.process.pid ?? 0).filter((pid) =>
      /-contentproc .*(?:web|tab)\s*$/.test(commandOf(pid)),
    );
  }

  close(): Promise<void> {
    return endProcess(this.process);
  }
}

/** Where it says that it listens. */
async function address(firefox: ChildProcess): Promise<string> {
  if (firefox.stderr === null) throw new Error('no output');
  const said: string[] = [];
  const lines = createInterface({ input: firefox.stderr });
  const late = setTimeout(() => lines.close(), STARTS_WITHIN);
  try {
    for await (const line of lines) {
      said.push(line);
      const url = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
  } finally {
    clearTimeout(late);
    // It goes on talking; nobody listens.
    firefox.stderr.resume();
  }
  throw new Error(`Firefox did not start; it said:\n${said.join('\n')}`);
}

class FirefoxPage implements RemotePage {
  constructor(
    private readonly browser: RemoteFirefox,
    private readonly context: string,
  ) {}

  async goto(url: string): Promise<void> {
    await this.browser.call('browsingContext.navigate', { context: this.context, url, wait: 'interactive' });
  }

  async evaluate(expression: string): Promise<unknown> {
    const value = await this.#evaluate(
      `Promise.resolve(${expression}).then((value) => JSON.stringify(value) ?? 'null')`,
    );
    return JSON.parse(String(value['value']));
  }

  async #evaluate(expression: string): Promise<Record<string, unknown>> {
    const { type, result, exceptionDetails } = (await this.browser.call('script.evaluate', {
      ...{ expression, awaitPromise: true, userActivation: true, target: { context: this.context } },
    })) as { type: string; result: Record<string, unknown>; exceptionDetails: unknown };
    if (type !== 'success') throw new Error(JSON.stringify(exceptionDetails));
    return result;
  }

  async setFiles(selector: string, files: readonly string[]): Promise<void> {
    const { sharedId } = await this.#evaluate(`document.querySelector(${JSON.stringify(selector)})`);
    await this.browser.call('input.setFiles', { context: this.context, element: { sharedId }, files });
  }

  async close(): Promise<void> {
    await this.browser.call('browsingContext.close', { context: this.context, promptUnload: false });
  }
}
