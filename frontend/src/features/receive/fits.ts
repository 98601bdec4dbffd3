import type { ReceiveFileView, ReceiveView } from '@/engine/view';

export function fits(file: ReceiveFileView, capBytes: number | null): boolean {
  return capBytes === null || file.size <= capBytes;
}

/** Whether something may be saved now. */
export function isIdle({ state }: ReceiveView): boolean {
  return ['ready', 'choosing', 'verified', 'cancelled', 'failed'].includes(state.is);
}
