import type { Engine } from '../engine/engine.ts';
import type { BlobStore } from '../executor/blob-store.ts';
import { addressOfActor } from '../protocol/identifiers.ts';
import { parseExactJson } from '../shared/exact-json.ts';
import { type Hex, hexToBytes } from '../shared/hex.ts';
import type { MailboxEntry, PendingMessage, ProgramSnapshot, ProgramSummary, SnapshotDetail } from './network.ts';

/** A program in one of its states. */
export type ProgramInState = Pick<ProgramSummary, 'program' | 'codeId' | 'stateHash'>;

/** The state hash of a program that nothing has happened to; it has no blob. */
export const EMPTY_STATE: Hex = `0x${'00'.repeat(32)}`;

export interface StateHead {
  program: 'active' | 'exited' | 'terminated';
  initialized: boolean;
  /** wei */
  balance: bigint | string;
  /** WVARA units */
  executableBalance: bigint | string;
}

export function summaryOf({ program, codeId, stateHash }: ProgramInState, state: StateHead): ProgramSummary {
  return {
    program,
    codeId,
    status: state.program === 'active' && !state.initialized ? 'uninitialized' : state.program,
    stateHash,
    executableBalance: BigInt(state.executableBalance),
    freeBalance: BigInt(state.balance),
  };
}

/** A state, decoded. All that it refers to is in `store`, out of which `engine` reads. */
export function snapshotOf(
  { engine, store }: { engine: Engine; store: BlobStore },
  of: ProgramInState,
  detail: SnapshotDetail = 'whole',
): ProgramSnapshot {
  const { program, stateHash } = of;
  const state = engine.inspectHead(stateHash);
  const pages = detail === 'whole' ? engine.inspectState(stateHash).pages : [];
  const { canonical_queue, injected_queue, waitlist, stash } = parts(engine, stateHash);
  const pending = (dispatch: Dispatch) => pendingOf(dispatch, store);
  return {
    ...summaryOf(of, state),
    canonicalQueue: canonical_queue.map(pending),
    injectedQueue: injected_queue.map(pending),
    pages: pages.map(([index, hash]) => ({ index, hash })),
    pageCount: state.pagesWithData,
    mailbox: engine.inspectMailbox(stateHash).map(mailboxEntryOf),
    waitlist: Object.values(waitlist.inner).map(({ value, expiry }) => ({ ...pending(value), expiryHeight: expiry })),
    stash: Object.values(stash).map(({ value: [dispatch, user], expiry }) => ({
      ...pending(dispatch),
      destination: user ?? program,
      dueHeight: expiry,
    })),
  };
}

function mailboxEntryOf({
  destination,
  payload,
  value,
  ...rest
}: ReturnType<Engine['inspectMailbox']>[number]): MailboxEntry {
  return { ...rest, destination: addressOfActor(destination), payload: hexToBytes(payload), value: BigInt(value) };
}

/** As the engine writes it (engine/driver/src/node_json.rs); long numbers are decimal text. */
interface Parts {
  canonical_queue: Dispatch[];
  injected_queue: Dispatch[];
  waitlist: { inner: Record<Hex, { value: Dispatch; expiry: number }> };
  stash: Record<Hex, { value: [Dispatch, user: Hex | null]; expiry: number }>;
}

interface Dispatch {
  id: Hex;
  kind: 'Init' | 'Handle' | 'Reply' | 'Signal';
  source: Hex;
  payload: { Direct: number[] } | { Stored: Hex };
  value: number | string;
}

const KINDS = { Init: 'init', Handle: 'handle', Reply: 'reply', Signal: 'handle' } as const;

function parts(engine: Engine, stateHash: Hex): Parts {
  const text = engine.stateJson('FullProgramState', stateHash);
  if (text === undefined) throw new RangeError(`The store has no state ${stateHash}`);
  return parseExactJson(text) as Parts;
}

function pendingOf({ id, kind, source, payload, value }: Dispatch, store: BlobStore): PendingMessage {
  return {
    messageId: id,
    kind: KINDS[kind],
    source,
    payload: 'Direct' in payload ? new Uint8Array(payload.Direct) : (store.read(payload.Stored) as Uint8Array).slice(),
    value: BigInt(value),
  };
}
