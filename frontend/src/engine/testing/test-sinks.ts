import { type Bytes, concat } from '../seal/bytes';
import { eachPlace, type Sink, type SinkFile, type Sinks } from '../sinks/sink';

/** A sink that shows what became of its file. */
export class TestSink implements Sink {
  readonly parts: Bytes[] = [];
  state: 'open' | 'closed' | 'aborted' = 'open';
  /** What the next writes wait for. */
  gate: Promise<void> = Promise.resolve();
  broken: Error | null = null;
  cancel: () => void = () => undefined;

  constructor(readonly file: SinkFile) {}

  get bytes(): Bytes {
    return concat(...this.parts);
  }

  readonly write: Sink['write'] = async (bytes) => {
    await this.gate;
    if (this.state !== 'open') throw new Error(this.state);
    if (this.broken !== null) throw this.broken;
    this.parts.push(bytes);
  };

  readonly close: Sink['close'] = () => {
    if (this.state !== 'open') return Promise.reject(new Error(this.state));
    this.state = 'closed';
    return Promise.resolve();
  };

  readonly abort: Sink['abort'] = () => {
    if (this.state === 'open') this.state = 'aborted';
    return Promise.resolve();
  };

  readonly onCancel: Sink['onCancel'] = (listener) => {
    this.cancel = listener;
  };
}

/** Ways to save that keep everything for the test. */
export class TestSinks implements Sinks {
  readonly opened: TestSink[] = [];
  prepared = 0;
  cap: number | null = null;
  asking = false;
  declines = false;
  onOpen: (sink: TestSink) => void = () => undefined;

  readonly capBytes = () => this.cap;
  readonly onCapChange = () => undefined;
  readonly asks = () => this.asking;
  readonly ways = () => ['each'] as const;
  readonly prepare = () => {
    this.prepared++;
  };

  readonly choose: Sinks['choose'] = () =>
    Promise.resolve(
      this.declines
        ? null
        : eachPlace((file) => {
            const sink = new TestSink(file);
            this.opened.push(sink);
            this.onOpen(sink);
            return Promise.resolve(sink);
          }),
    );
}
