import { bytesToHex, type Hex } from '../../shared/hex.ts';

/** What a comparison runs: a scenario (docs/scenario.md) and its codes. */
export interface Load {
  scenario: string;
  codes: Map<string, Uint8Array>;
  /** Blocks at the beginning that create and initialise the programs. */
  setUpBlocks: number;
  programs: number;
  /** Sent from outside, without those of the set-up. */
  messages: number;
  labelOf: (program: Hex) => string;
  /** What of it is left out, sentences for a person. */
  notes: string[];
}

/** A program to begin with. */
export interface LoadProgram {
  program: Hex;
  code: string;
  /** WVARA units and wei */
  executableBalance: bigint;
  freeBalance?: bigint;
  setUp: LoadMessage[];
}

export interface LoadMessage {
  program: Hex;
  route: 'canonical' | 'injected';
  /** 32 bytes, another one for each message. */
  id: Hex;
  source: Hex;
  payload: Uint8Array;
  /** wei */
  value: bigint;
}

/**
 * The scenario of a load. Messages are spread over blocks so that no block reaches the limits at which an executor
 * leaves messages in the queues; some empty blocks at the end take up what was left all the same.
 */
export function scenarioOf(codes: Iterable<string>, programs: LoadProgram[], messages: LoadMessage[]): string {
  const creation = programs.flatMap(({ program, code, executableBalance, freeBalance = 0n, setUp }) => [
    { type: 'create', program, code },
    { type: 'topUp', program, value: executableBalance.toString() },
    ...(freeBalance > 0n ? [{ type: 'ownedTopUp', program, value: freeBalance.toString() }] : []),
    ...setUp.map(eventOf),
  ]);
  const blocks = inBlocks(messages).map((block) => ({ gasAllowance: GAS_ALLOWANCE, events: block.map(eventOf) }));
  const rest = Array.from({ length: 2 + Math.ceil(messages.length / BLOCK_MESSAGES / 4) }, () => ({ events: [] }));
  return JSON.stringify({
    codes: Object.fromEntries([...codes].map((name) => [name, name])),
    blocks: [{ gasAllowance: GAS_ALLOWANCE, events: creation }, ...blocks, ...rest],
  });
}

function inBlocks(messages: readonly LoadMessage[]): LoadMessage[][] {
  const blocks: LoadMessage[][] = [];
  let counts = new Map<Hex, number>();
  let block: LoadMessage[] = [];
  for (const message of messages) {
    const count = counts.get(message.program) ?? 0;
    if (block.length === 0 || block.length >= BLOCK_MESSAGES || count >= PROGRAM_MESSAGES) {
      block = [];
      counts = new Map();
      blocks.push(block);
    }
    block.push(message);
    counts.set(message.program, (counts.get(message.program) ?? 0) + 1);
  }
  return blocks;
}

function eventOf({ program, route, id, source, payload, value }: LoadMessage) {
  const common = { program, source, payload: bytesToHex(payload), value: value.toString() };
  // The id of an injected message follows from what it says; the salt makes it another one each time.
  return route === 'injected' ? { type: 'injected', ...common, salt: id } : { type: 'message', ...common, id };
}

/** gas: more than a block of the network may burn, so that a load runs in as few blocks as its messages need. */
const GAS_ALLOWANCE = '1000000000000000';
/** The network lets a block send 128 messages out; each of these is answered by at least one. */
const BLOCK_MESSAGES = 96;
const PROGRAM_MESSAGES = 8;
