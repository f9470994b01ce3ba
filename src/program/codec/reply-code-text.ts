import { hexToBytes } from '../../shared/hex.ts';

/** A reply code (4 bytes) in words for a person, e.g. `The program panicked`. */
export function replyCodeText(code: string): string {
  const [kind, reason, detail] = hexToBytes(code);
  if (kind === 0) return 'The program accepted the message';
  if (kind !== 1) return `The reply code ${code} is unknown`;
  if (reason === 0) return execution[detail ?? -1] ?? `The execution failed (${code})`;
  if (reason === 2) return unavailable[detail ?? -1] ?? `The program is not available (${code})`;
  if (reason === 3) return 'The message waited too long and was dropped';
  return `The message failed (${code})`;
}

const execution = [
  'The message ran out of gas',
  'The program reached its memory limit',
  'The program made a system call that is not allowed',
  'The program panicked',
  'The program stopped at an `unreachable` instruction or another trap',
  'The program reached its stack limit',
];

const unavailable = [
  'The program has exited',
  'The program failed to initialize and takes no messages',
  'The program is not initialized: send its constructor first',
  'There is no such program',
  'The program’s code could not be prepared again',
];
