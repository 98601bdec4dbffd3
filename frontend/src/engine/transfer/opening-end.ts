import { codeOf } from './failure';
import type { ReceiveEvent } from './receive-machine';

/**
 * What it means that a share couldn't be opened.
 * @param byHand whether a person gave the key or the password
 */
export function openingEnd(error: unknown, byHand: boolean): ReceiveEvent {
  const code = codeOf(error);
  switch (code) {
    case 'GONE':
      return { on: 'gone' };
    case 'NOT_FOUND':
      return byHand ? { on: 'keyNeeded', wrong: true } : { on: 'missing' };
    case 'CAPABILITY_REQUIRED':
      return { on: 'keyNeeded', wrong: false };
    case 'PASSWORD_REQUIRED':
      return { on: 'passwordNeeded', wrong: false };
    case 'PASSWORD_WRONG':
      return { on: 'passwordNeeded', wrong: true };
    default:
      return { on: 'failed', code };
  }
}
