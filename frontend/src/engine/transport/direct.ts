import { type Bytes, toBase64Url } from '../seal/bytes';
import { FRAME_MAX } from '../live/frames';
import type { FramePipe } from '../live/frame-pipe';
import type { OpenPair } from '../live/handshake';
import { PairError } from '../live/pair-error';
import { mac, macFits, type Side, signedOffer } from '../live/pair-keys';
import { PipeBase } from '../live/pipe-base';
import {
  type Candidate,
  CANDIDATE_MAX,
  CANDIDATES_MAX,
  type Description,
  SDP_MAX,
  type Talk,
} from '../live/talk';
import type { Surroundings } from '../transfer/surroundings';
import { fingerprintOf } from './fingerprint';

/** How much may wait in a channel before more makes no sense, and when there is room again, in bytes. Browsers end at 16 MiB. */
export const CHANNEL_HIGH_BYTES = 1_048_576;
export const CHANNEL_LOW_BYTES = 262_144;
/** How long a direct path may take to open, in ms. Nothing waits for it. */
export const DIRECT_MS = 20_000;
/** The wait before another try, in ms; twice as long each time. */
export const DIRECT_AGAIN_MS = 15_000;
/** How often it is tried in the life of a pair. */
export const DIRECT_TRIES = 5;

/** What is used of an `RTCPeerConnection`. */
export type RtcPeer = Pick<
  RTCPeerConnection,
  | 'createDataChannel'
  | 'createOffer'
  | 'createAnswer'
  | 'setLocalDescription'
  | 'setRemoteDescription'
  | 'addIceCandidate'
  | 'close'
  | 'connectionState'
  | 'onicecandidate'
  | 'ondatachannel'
  | 'onconnectionstatechange'
> & { readonly sctp?: { readonly maxMessageSize: number } | null };

/** Makes one; null where the browser has none. */
export type NewRtcPeer = (() => RtcPeer) | null;

export interface DirectNeeds {
  readonly newPeer: NonNullable<NewRtcPeer>;
  readonly around: Surroundings;
  readonly pair: OpenPair;
  readonly side: Side;
  /** Says something under seal. */
  readonly say: (talk: object) => void;
  /** A path is open. */
  readonly onPipe: (pipe: FramePipe) => void;
}

/** One attempt: a connection and the number of its offer. */
interface Attempt {
  readonly seq: number;
  readonly peer: RtcPeer;
  /** Candidates that came before the description they belong to. */
  readonly early: RTCIceCandidateInit[];
  described: boolean;
  candidatesSaid: number;
  candidatesHeard: number;
  callOff: () => void;
  pipe: PipeBase | null;
}

/**
 * A path from browser to browser: one connection with one ordered channel. The receiver offers, since it is it who wants the bytes; a
 * lost path is tried again, ever more rarely. The fingerprint of each description is signed with the pair's key: whoever carries them
 * can't put itself in between.
 */
export class Direct {
  readonly #needs: DirectNeeds;
  #attempt: Attempt | null = null;
  /** Number of the last offer, made or heard. */
  #seq = 0;
  #tries = 0;
  #ended = false;
  #callOff: () => void = () => undefined;

  constructor(needs: DirectNeeds) {
    this.#needs = needs;
  }

  /** The receiver tries. Nothing comes of it where no direct path is. */
  offer(): void {
    if (this.#ended || this.#attempt !== null || this.#tries >= DIRECT_TRIES) return;
    this.#tries++;
    const attempt = this.#begin(++this.#seq);
    if (attempt === null) return;
    const make = async () => {
      this.#use(attempt, attempt.peer.createDataChannel('slipway', { ordered: true }));
      const offer = await attempt.peer.createOffer();
      await this.#describe(attempt, 'offer', offer);
    };
    make().catch(() => this.#give(attempt));
  }

  /** Takes what the other side says. @throws PairError `BAD_OFFER`, `BAD_NUMBER`, after which the pair is over */
  async take(talk: Extract<Talk, { t: 'offer' | 'answer' | 'candidate' }>): Promise<void> {
    if (talk.t === 'candidate') await this.#candidate(talk);
    else if (talk.t === 'offer') await this.#answer(talk);
    else await this.#answered(talk);
  }

  end(): void {
    this.#ended = true;
    this.#callOff();
    if (this.#attempt !== null) this.#give(this.#attempt);
  }

  #begin(seq: number): Attempt | null {
    const { newPeer, around } = this.#needs;
    let peer: RtcPeer;
    try {
      peer = newPeer();
    } catch {
      return null;
    }
    const attempt: Attempt = {
      ...{ seq, peer, early: [], described: false, candidatesSaid: 0, candidatesHeard: 0, pipe: null },
      callOff: around.after(DIRECT_MS, () => this.#give(attempt)),
    };
    this.#attempt = attempt;
    peer.onicecandidate = ({ candidate }) => this.#sayCandidate(attempt, candidate);
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed' || peer.connectionState === 'closed') this.#give(attempt);
    };
    return attempt;
  }

  /** Gives an attempt up, and tries again later. */
  #give(attempt: Attempt): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = null;
    attempt.callOff();
    attempt.peer.onicecandidate = attempt.peer.ondatachannel = attempt.peer.onconnectionstatechange = null;
    attempt.pipe?.closed();
    attempt.peer.close();
    if (this.#ended || this.#needs.side === 'a') return;
    const wait = DIRECT_AGAIN_MS * 2 ** Math.max(0, this.#tries - 1);
    this.#callOff = this.#needs.around.after(wait, () => this.offer());
  }

  async #describe(attempt: Attempt, t: 'offer' | 'answer', made: RTCSessionDescriptionInit): Promise<void> {
    const { pair, side, say } = this.#needs;
    const sdp = made.sdp ?? '';
    const fingerprint = fingerprintOf(sdp);
    if (fingerprint === null || sdp.length > SDP_MAX) throw new Error('no description to sign');
    const signed = await mac(pair.keys.sign, signedOffer(attempt.seq, side, fingerprint));
    if (this.#attempt !== attempt) return;
    say({ t, seq: attempt.seq, sdp, mac: toBase64Url(signed) });
    // Candidates come from here on: they must be heard after the description.
    await attempt.peer.setLocalDescription(made);
  }

  async #answer(offer: Description): Promise<void> {
    if (this.#needs.side === 'b') throw new PairError('BAD_OFFER', 'the receiver offers');
    if (offer.seq <= this.#seq) throw new PairError('BAD_NUMBER', 'an old offer');
    await this.#check(offer);
    this.#seq = offer.seq;
    if (this.#ended) return;
    if (this.#attempt !== null) this.#give(this.#attempt);
    const attempt = this.#begin(offer.seq);
    if (attempt === null) return;
    attempt.peer.ondatachannel = ({ channel }) => this.#use(attempt, channel);
    try {
      await this.#remote(attempt, 'offer', offer.sdp);
      await this.#describe(attempt, 'answer', await attempt.peer.createAnswer());
    } catch {
      this.#give(attempt);
    }
  }

  async #answered(answer: Description): Promise<void> {
    if (this.#needs.side === 'a') throw new PairError('BAD_OFFER', 'an answer to nothing');
    const attempt = this.#attempt;
    // It may have been given up meanwhile.
    if (attempt?.seq !== answer.seq || attempt.described) return;
    await this.#check(answer);
    try {
      await this.#remote(attempt, 'answer', answer.sdp);
    } catch {
      this.#give(attempt);
    }
  }

  async #check({ seq, sdp, mac: claimed }: Description): Promise<void> {
    const { pair, side } = this.#needs;
    const fingerprint = fingerprintOf(sdp);
    if (fingerprint === null) throw new PairError('BAD_OFFER', 'no one fingerprint');
    const signed = signedOffer(seq, side === 'a' ? 'b' : 'a', fingerprint);
    if (!(await macFits(pair.keys.sign, signed, claimed)))
      throw new PairError('BAD_OFFER', 'another fingerprint');
  }

  async #remote(attempt: Attempt, type: 'offer' | 'answer', sdp: string): Promise<void> {
    attempt.described = true;
    await attempt.peer.setRemoteDescription({ type, sdp });
    for (const candidate of attempt.early.splice(0)) await this.#add(attempt, candidate);
  }

  #sayCandidate(attempt: Attempt, candidate: RTCIceCandidate | null): void {
    if (candidate === null || this.#attempt !== attempt || candidate.candidate.length > CANDIDATE_MAX) return;
    if (++attempt.candidatesSaid > CANDIDATES_MAX) return;
    const { sdpMid, sdpMLineIndex } = candidate;
    const where = { mid: sdpMid ?? '0', line: sdpMLineIndex ?? 0 };
    this.#needs.say({ t: 'candidate', seq: attempt.seq, candidate: candidate.candidate, ...where });
  }

  async #candidate({ seq, candidate, mid, line }: Candidate): Promise<void> {
    const attempt = this.#attempt;
    if (attempt?.seq !== seq || ++attempt.candidatesHeard > CANDIDATES_MAX) return;
    const init = { candidate, sdpMid: mid, sdpMLineIndex: line };
    if (attempt.described) await this.#add(attempt, init);
    else attempt.early.push(init);
  }

  /** One that is of no use does no harm. */
  async #add({ peer }: Attempt, candidate: RTCIceCandidateInit): Promise<void> {
    await peer.addIceCandidate(candidate).catch(() => undefined);
  }

  #use(attempt: Attempt, channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    channel.bufferedAmountLowThreshold = CHANNEL_LOW_BYTES;
    const pipe = new PipeBase({
      send: (bytes) => {
        if (channel.readyState === 'open') channel.send(bytes);
      },
      hasRoom: () => channel.bufferedAmount < CHANNEL_HIGH_BYTES,
      close: () => this.#give(attempt),
    });
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) pipe.came(new Uint8Array(data));
      else pipe.end();
    };
    channel.onbufferedamountlow = () => pipe.left();
    channel.onclose = () => this.#give(attempt);
    channel.onopen = () => {
      if (this.#attempt !== attempt) return;
      // A path that can't carry a whole frame is none.
      if ((attempt.peer.sctp?.maxMessageSize ?? Infinity) < FRAME_MAX) {
        this.#give(attempt);
        return;
      }
      attempt.callOff();
      attempt.pipe = pipe;
      this.#needs.onPipe(pipe);
    };
  }
}

/** What the peer field says on a data channel, whose other end is known. */
export const NO_PEER: Bytes = new Uint8Array(16);
