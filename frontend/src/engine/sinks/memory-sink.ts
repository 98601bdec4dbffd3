import type { Bytes } from '../seal/bytes';
import type { Sink, SinkFile } from './sink';

/** Collects a file in memory and hands it out when it is whole. For browsers that have no better way. */
export function memorySink(file: SinkFile, handOut: (whole: Blob, name: string) => void): Sink {
  let parts: Bytes[] | null = [];
  return {
    write(bytes) {
      if (parts === null) return Promise.reject(new Error('the sink is closed'));
      parts.push(bytes);
      return Promise.resolve();
    },
    close() {
      if (parts === null) return Promise.reject(new Error('the sink is closed'));
      const whole = new Blob(parts, { type: 'application/octet-stream' });
      parts = null;
      handOut(whole, file.name);
      return Promise.resolve();
    },
    abort() {
      parts = null;
      return Promise.resolve();
    },
    onCancel: () => undefined,
  };
}
