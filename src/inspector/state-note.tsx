import type { ProgramSnapshot } from '../network/network.ts';

const NOTES: Record<ProgramSnapshot['status'], string | null> = {
  uninitialized: 'It has had no init message at this point: there are no answers and no memory yet.',
  active: null,
  exited: 'It has exited at this point: it has no memory any more, and messages are answered with an error.',
  terminated:
    'It failed to initialize and is terminated at this point: it has no memory, and messages are answered with an error.',
};

/** What a person must know of a state before reading it. */
export function StateNote({ state }: { state: ProgramSnapshot }) {
  const text = NOTES[state.status];
  return text && <p className="note note--warning">{text}</p>;
}
