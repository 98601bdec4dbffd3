import type { Bytes } from '../seal/bytes';
import { systemRandom } from '../seal/primitives';
import { toHex } from '../seal/testing/hex';
import type { RtcPeer } from '../transport/direct';

/** How much a channel takes before it is full, in bytes. */
const QUEUE_MAX = 16 * 1_048_576;

class FakeChannel {
  binaryType = 'blob';
  bufferedAmountLowThreshold = 0;
  bufferedAmount = 0;
  readyState: 'connecting' | 'open' | 'closed' = 'connecting';
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  other: FakeChannel | null = null;

  constructor(private readonly rtc: FakeRtc) {}

  send(bytes: Bytes): void {
    if (this.bufferedAmount + bytes.length > QUEUE_MAX) throw new Error('send queue is full');
    const copy = bytes.slice();
    this.bufferedAmount += copy.length;
    setImmediate(() => {
      const before = this.bufferedAmount;
      this.bufferedAmount -= copy.length;
      const low = this.bufferedAmountLowThreshold;
      if (before > low && this.bufferedAmount <= low) this.onbufferedamountlow?.();
      if (this.other?.readyState !== 'open') return;
      this.rtc.carried += copy.length;
      this.rtc.onData();
      this.other.onmessage?.({ data: copy.buffer });
    });
  }

  open(): void {
    this.readyState = 'open';
    this.onopen?.();
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onclose?.();
    this.other?.close();
  }
}

class FakePeer {
  readonly id = toHex(systemRandom(8));
  readonly fingerprint = toHex(systemRandom(32))
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
  connectionState = 'new';
  onicecandidate: ((event: { readonly candidate: unknown }) => void) | null = null;
  ondatachannel: ((event: { readonly channel: FakeChannel }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  channel: FakeChannel | null = null;
  readonly candidates: unknown[] = [];
  #remote: FakePeer | null = null;

  constructor(private readonly rtc: FakeRtc) {}

  readonly sctp = { maxMessageSize: 262_144 };

  createDataChannel(): FakeChannel {
    this.channel = new FakeChannel(this.rtc);
    return this.channel;
  }

  readonly createOffer = () => Promise.resolve({ type: 'offer', sdp: this.#sdp });

  readonly createAnswer = () => Promise.resolve({ type: 'answer', sdp: this.#sdp });

  get #sdp(): string {
    return `v=0\r\na=fingerprint:sha-256 ${this.fingerprint}\r\na=fake:${this.id}\r\n`;
  }

  readonly setLocalDescription = () => {
    setImmediate(() => {
      this.onicecandidate?.({
        candidate: { candidate: `candidate:${this.id}`, sdpMid: '0', sdpMLineIndex: 0 },
      });
      this.onicecandidate?.({ candidate: null });
    });
    return Promise.resolve();
  };

  readonly setRemoteDescription = ({ type, sdp = '' }: { readonly type: string; readonly sdp?: string }) => {
    this.#remote = this.rtc.peers.get(/a=fake:(\w+)/.exec(sdp)?.[1] ?? '') ?? null;
    if (this.#remote === null) return Promise.reject(new Error('no such description'));
    if (type === 'answer') setImmediate(() => this.#connect());
    return Promise.resolve();
  };

  readonly addIceCandidate = (candidate: unknown) => {
    this.candidates.push(candidate);
    return Promise.resolve();
  };

  #connect(): void {
    const other = this.#remote;
    if (!this.rtc.reaches || this.channel === null || other === null) return;
    const far = new FakeChannel(this.rtc);
    far.other = this.channel;
    this.channel.other = far;
    other.channel = far;
    other.ondatachannel?.({ channel: far });
    this.channel.open();
    far.open();
  }

  close(): void {
    this.connectionState = 'closed';
    this.channel?.close();
  }
}

/** Browsers that reach each other, or don't. */
export class FakeRtc {
  readonly peers = new Map<string, FakePeer>();
  /** While false no connection opens. */
  reaches = true;
  /** Bytes that arrived by channels. */
  carried = 0;
  /** Called for each message; may cut. */
  onData: () => void = () => undefined;

  newPeer(): RtcPeer {
    const peer = new FakePeer(this);
    this.peers.set(peer.id, peer);
    return peer as unknown as RtcPeer;
  }

  /** Closes all that is open. */
  cut(): void {
    for (const { channel } of this.peers.values()) channel?.close();
  }
}
