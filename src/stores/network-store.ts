import { create } from 'zustand';
import type {
  Account,
  LedgerEntry,
  LocalNetworkControls,
  MessageRecord,
  Network,
  NetworkEvent,
  NetworkStatus,
  ProgramLog,
  ProgramSummary,
  StorageWork,
} from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';
import { ON_ITS_WAY } from '../shared/on-its-way.ts';

interface NetworkState {
  /** null until the network answers. */
  network: Network | null;
  /** Only a simulated chain has them. */
  controls: LocalNetworkControls | null;
  /** Why the network could not start. */
  failure: unknown;
  account: Account | null;
  status: NetworkStatus | null;
  /** What takes a while between the network and the browser's storage; null: nothing. */
  storage: StorageWork | null;
  programs: ReadonlyMap<Hex, ProgramSummary>;
  messages: ReadonlyMap<Hex, MessageRecord>;
  ledger: readonly LedgerEntry[];
  logs: readonly ProgramLog[];
}

const EMPTY = {
  account: null,
  status: null,
  storage: null,
  programs: new Map<Hex, ProgramSummary>(),
  messages: new Map<Hex, MessageRecord>(),
  ledger: [],
  logs: [],
};

/** What the selected network is known to hold: its history when it was chosen, and every change since. */
export const useNetwork = create<NetworkState>()(() => ({ network: null, controls: null, failure: null, ...EMPTY }));

const { getState, setState } = useNetwork;

/** Ends the subscription to the network that is followed; null while none is. */
let unfollow: (() => void) | null = null;

/**
 * Follows `network` from now on, and no other. Changes that arrive while the history is read are applied after it, so
 * none is lost; its status alone is shown at once, for it says why the rest does not come. A network that could not be
 * reached is read when it says that it is there.
 */
export async function connectNetwork(network: Network, controls: LocalNetworkControls | null): Promise<void> {
  leaveNetwork();
  const early: NetworkEvent[] = [];
  let phase: 'reading' | 'failed' | 'ready' = 'reading';
  const end = network.subscribe((event) => {
    // Who asked for a transaction shows it.
    if (event.type === 'transaction') return;
    // While the history is loaded most of all.
    if (event.type === 'storage') return setState({ storage: event.work });
    if (phase === 'ready') return applyEvents([event]);
    early.push(event);
    if (event.type !== 'status') return;
    setState({ status: event.status });
    if (phase === 'failed' && isThere(event.status)) void read();
  });
  unfollow = end;
  setState({ controls });

  async function read(): Promise<void> {
    phase = 'reading';
    try {
      const history = await readHistory(network);
      // Another one was chosen meanwhile.
      if (unfollow !== end) return;
      setState({ network, failure: null, ...history });
      phase = 'ready';
      applyEvents(early.splice(0));
    } catch (failure) {
      phase = 'failed';
      if (unfollow === end) setState({ failure });
    }
  }
  await read();
}

function isThere({ connection: { state } }: NetworkStatus): boolean {
  return state === 'connected' || state === 'partial';
}

/** Shows nothing of the network that was followed any more. It stays open. */
export function leaveNetwork(): void {
  unfollow?.();
  unfollow = null;
  pending = [];
  clearTimeout(timer);
  setState({ network: null, controls: null, failure: null, ...EMPTY });
}

export function reportNetworkFailure(failure: unknown): void {
  setState({ failure });
}

/** After a reset: what was known is no more. */
export async function reloadNetwork(): Promise<void> {
  const { network } = getState();
  setState(EMPTY);
  if (network) setState(await readHistory(network));
}

async function readHistory(network: Network) {
  const [account, status, programs, messages, ledger, logs] = await Promise.all([
    network.getAccount(),
    network.getStatus(),
    network.getPrograms(),
    network.getMessages(),
    network.getLedger(),
    network.getLogs(),
  ]);
  return {
    account,
    status,
    programs: new Map(programs.map((program) => [program.program, program])),
    messages: new Map(messages.map((message) => [message.id, message])),
    ledger,
    logs,
  };
}

let pending: NetworkEvent[] = [];
/** When the first of them came, ms of `performance.now()`, and the timer that applies them. */
let pendingSince = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** ms for which changes are gathered: they come in bursts (hundreds a second with many messages), and the views see one change a frame. */
const GATHERING = 16;
function applyEvents(events: NetworkEvent[]): void {
  if (events.length === 0) return;
  const now = performance.now();
  if (pending.length === 0) pendingSince = now;
  pending.push(...events);
  clearTimeout(timer);
  const patience = isAnswerAwaited(pending) ? ON_ITS_WAY : GATHERING;
  timer = setTimeout(applyPending, pendingSince + patience - now);
}

function isAnswerAwaited(events: NetworkEvent[]): boolean {
  const latest = events.findLast(({ type }) => type === 'message');
  return latest?.type === 'message' && latest.message.status === 'queued';
}

function applyPending(): void {
  const events = pending;
  pending = [];
  const state = getState();
  let { account, status } = state;
  const programs = new Map(state.programs);
  const messages = new Map(state.messages);
  const ledger: LedgerEntry[] = [];
  const logs: ProgramLog[] = [];
  for (const event of events) {
    if (event.type === 'message') messages.set(event.message.id, event.message);
    else if (event.type === 'program') programs.set(event.program.program, event.program);
    else if (event.type === 'account') account = event.account;
    else if (event.type === 'status') status = event.status;
    else if (event.type === 'ledger') ledger.push(event.entry);
    else if (event.type === 'log')
      logs.push({ program: event.program, messageId: event.messageId, text: event.text, at: event.at });
  }
  setState({
    account,
    status,
    programs: events.some(({ type }) => type === 'program') ? programs : state.programs,
    messages: events.some(({ type }) => type === 'message') ? messages : state.messages,
    ledger: ledger.length > 0 ? [...state.ledger, ...ledger] : state.ledger,
    logs: logs.length > 0 ? [...state.logs, ...logs].slice(-5_000) : state.logs,
  });
}
