import { type Hex, hexToBytes } from './hex.ts';

/**
 * A reply code in words, as the runtime's Debug prints it: `0x00010000` → `Success(Manual)`.
 *
 * Four bytes: success or error, the reason, and for two of the reasons a detail. Needed where only the bytes
 * travel: a pre-confirmation, or the `Reply` event of a Mirror.
 */
export function replyCodeDebugText(code: Hex): string {
  const [kind, reason = 0, detail = 0] = hexToBytes(code);
  if (kind === 0) return `Success(${SUCCESS[reason] ?? 'Unsupported'})`;
  if (kind !== 1) return 'Unsupported';
  if (reason === 0) return `Error(Execution(${EXECUTION[detail] ?? 'Unsupported'}))`;
  if (reason === 2) return `Error(UnavailableActor(${UNAVAILABLE_ACTOR[detail] ?? 'Unsupported'}))`;
  return `Error(${reason === 3 ? 'RemovedFromWaitlist' : 'Unsupported'})`;
}

const SUCCESS = ['Auto', 'Manual'];

const EXECUTION = [
  'RanOutOfGas',
  'MemoryOverflow',
  'BackendError',
  'UserspacePanic',
  'UnreachableInstruction',
  'StackLimitExceeded',
];

const UNAVAILABLE_ACTOR = [
  'ProgramExited',
  'InitializationFailure',
  'Uninitialized',
  'ProgramNotCreated',
  'ReinstrumentationFailure',
];
