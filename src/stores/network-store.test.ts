import { beforeEach, expect, test } from 'vitest';
import type { MessageRecord, Network, NetworkEvent, NetworkStatus } from '../network/network.ts';
import { connectNetwork, leaveNetwork, useNetwork } from './network-store.ts';

/** A network of which the test decides when its history is read and what it tells. */
function createSource(id: Network['id'], problem?: Error) {
  const listeners = new Set<(event: NetworkEvent) => void>();
  let answer: () => void = () => {};
  let failing = problem;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const later =
    <T>(value: T) =>
    () =>
      answered.then(() => value);
  const network = {
    id,
    getAccount: later(null),
    getStatus: later(status('connected')),
    getPrograms: later([]),
    getMessages: () => (failing ? Promise.reject(failing) : later([])()),
    getLedger: later([]),
    getLogs: later([]),
    subscribe(listener: (event: NetworkEvent) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as Network;
  const emit = (event: NetworkEvent) => {
    for (const listener of listeners) listener(event);
  };
  const recover = () => {
    failing = undefined;
    answer();
  };
  return { network, answer, emit, listeners, recover };
}

function status(state: 'connected' | 'connecting' | 'unreachable'): NetworkStatus {
  return {
    height: 1,
    timestamp: 1,
    executors: [],
    executorsEarnings: 0n,
    validators: [],
    connection: state === 'unreachable' ? { state, problem: 'Nobody answers.' } : { state },
  };
}

const program = {
  program: `0x${'12'.repeat(20)}`,
  codeId: `0x${'cc'.repeat(32)}`,
  status: 'active',
  stateHash: `0x${'aa'.repeat(32)}`,
  executableBalance: 0n,
  freeBalance: 0n,
} as const;

const message: MessageRecord = {
  id: `0x${'00'.repeat(32)}`,
  program: program.program,
  source: `0x${'34'.repeat(20)}`,
  route: 'injected',
  payload: new Uint8Array(),
  value: 0n,
  status: 'queued',
  sentAt: 1,
  outgoing: [],
};

beforeEach(() => leaveNetwork());

test('what happens while the history is read is not lost', async () => {
  const { network, answer, emit } = createSource('devnet');
  const connected = connectNetwork(network, null);
  emit({ type: 'program', program });
  emit({ type: 'status', status: status('connecting') });
  // Why it takes its time is shown at once.
  expect(useNetwork.getState()).toMatchObject({ network: null, status: { connection: { state: 'connecting' } } });
  answer();
  await connected;
  expect(useNetwork.getState().network).toBe(network);
  await expect.poll(() => useNetwork.getState().programs.get(program.program)).toEqual(program);
});

test('a network that was left while it was read does not come back', async () => {
  const slow = createSource('hoodi');
  const quick = createSource('devnet');
  const first = connectNetwork(slow.network, null);
  const second = connectNetwork(quick.network, null);
  quick.answer();
  await second;
  slow.answer();
  await first;
  slow.emit({ type: 'program', program });
  expect(slow.listeners.size).toBe(0);
  await new Promise((done) => setTimeout(done, 30));
  expect(useNetwork.getState().network).toBe(quick.network);
  expect(useNetwork.getState().programs.size).toBe(0);
});

test('leaving shows nothing any more, not even what was on its way', async () => {
  const { network, answer, emit } = createSource('devnet');
  answer();
  await connectNetwork(network, null);
  emit({ type: 'program', program });
  leaveNetwork();
  await new Promise((done) => setTimeout(done, 30));
  expect(useNetwork.getState()).toMatchObject({ network: null, status: null });
  expect(useNetwork.getState().programs.size).toBe(0);
});

test('a network that is not there yet is read when it comes', async () => {
  const problem = new Error('Nobody answers.');
  const { network, emit, recover } = createSource('devnet', problem);
  await connectNetwork(network, null);
  expect(useNetwork.getState()).toMatchObject({ network: null, failure: problem });
  emit({ type: 'status', status: status('unreachable') });
  expect(useNetwork.getState().status?.connection.state).toBe('unreachable');
  recover();
  emit({ type: 'status', status: status('connected') });
  await expect.poll(() => useNetwork.getState().network).toBe(network);
  expect(useNetwork.getState().failure).toBeNull();
});

test('a message that is answered in a moment is drawn once, with its answer; one that is not is drawn as it is', async () => {
  const { network, answer, emit } = createSource('devnet');
  answer();
  await connectNetwork(network, null);
  const drawn: (string | undefined)[] = [];
  const end = useNetwork.subscribe(({ messages }, before) => {
    if (messages !== before.messages) drawn.push([...messages.values()].at(-1)?.status);
  });
  emit({ type: 'message', message: { ...message, id: `0x${'01'.repeat(32)}` } });
  await new Promise((done) => setTimeout(done, 25));
  expect(drawn).toEqual([]);
  emit({ type: 'message', message: { ...message, id: `0x${'01'.repeat(32)}`, status: 'preConfirmed' } });
  await expect.poll(() => drawn).toEqual(['preConfirmed']);
  emit({ type: 'message', message: { ...message, id: `0x${'02'.repeat(32)}` } });
  await expect.poll(() => drawn).toEqual(['preConfirmed', 'queued']);
  end();
});
