import { createEngine } from '../../src/engine/create-engine.ts';
import type { Executor } from '../../src/executor/executor.ts';
import type { ExecutorPool } from '../../src/executor/executor-pool.ts';
import { checkLedger } from '../../src/ledger/check-ledger.ts';
import type { LocalDatabase } from '../../src/network/local/local-database.ts';
import { LocalNetwork } from '../../src/network/local/local-network.ts';
import { newProgram } from '../../src/network/local/local-state.ts';
import { PagedBlobStore } from '../../src/network/local/paged-blob-store.ts';
import type { NetworkEvent, ProgramExport } from '../../src/network/network.ts';
import { actorId } from '../../src/protocol/identifiers.ts';
import { AppError } from '../../src/shared/app-error.ts';
import { bytesToHex, type Hex, hexToBytes } from '../../src/shared/hex.ts';
import type { CaseEvent } from '../parity/case.ts';
import { actorBytes, userIds } from '../parity/layout.ts';
import type { Random } from '../parity/random.ts';
import { auditWei, auditWvara, type Given, payments, weiOf } from './audit.ts';

export interface SessionParts {
  module: WebAssembly.Module;
  pool: ExecutorPool<Executor>;
  /** Of its own. */
  database: LocalDatabase;
}

/** Failures of a call that a random event may well cause; it then changes nothing. */
const EXPECTED = new Set(['UNKNOWN_PROGRAM', 'INSUFFICIENT_FUNDS', 'INSUFFICIENT_WVARA', 'OUT_OF_RANGE']);

/**
 * A local network on which the events of a generated case happen, as a person would do them, and whose books are audited: WVARA and Free
 * Balances after every block, all wei whenever it rests.
 */
export class LedgerSession {
  readonly faults: string[] = [];
  /** How often the books were audited after a block. */
  blocks = 0;
  readonly #parts: SessionParts;
  readonly #codes = new Map<string, Uint8Array>();
  readonly #given: Given;
  #network: LocalNetwork;

  private constructor(parts: SessionParts, network: LocalNetwork) {
    this.#parts = parts;
    this.#network = network;
    const { account, converter } = network.chain.state;
    // The accounts that generated programs know, so that there is something to claim and to convert.
    account.address = addressOfUser(userIds[0] as number);
    converter.address = addressOfUser(userIds[1] as number);
    this.#given = { wvara: account.wvara + converter.wvara, wei: account.balance };
  }

  static async start(parts: SessionParts): Promise<LedgerSession> {
    const session = new LedgerSession(parts, await open(parts));
    session.#listen();
    return session;
  }

  addCode(name: string, wasm: Uint8Array): void {
    this.#codes.set(name, wasm);
  }

  /** Everything at once, or one after the other; then the books are audited. */
  async perform(events: readonly CaseEvent[], atOnce: boolean, random: Random): Promise<void> {
    if (atOnce) await Promise.all(events.map((event) => this.#try(event, random)));
    for (const event of atOnce ? [] : events) {
      await this.#try(event, random);
      this.#audit(event.type);
    }
    this.#audit('events');
  }

  async advance(blocks: number): Promise<void> {
    for (let block = 0; block < blocks; block++) {
      const { state } = this.#network.chain;
      const here = new Set([state.account.address, state.converter.address]);
      // What goes to nobody here is gone.
      for (const [address, value] of payments(state)) if (!here.has(address)) this.#given.wei -= value;
      await this.#network.advance();
      this.#audit('a block of Ethereum');
    }
  }

  /** Closes the network and opens it from what was saved. */
  async reload(): Promise<void> {
    const before = await contents(this.#network);
    this.#network.stop();
    this.#network = await open(this.#parts);
    this.#listen();
    if ((await contents(this.#network)) !== before) this.faults.push('After a reload the books are others');
    this.#audit('a reload');
  }

  /** Undefined where every code was refused. */
  async exportOne(random: Random): Promise<ProgramExport | undefined> {
    const programs = [...this.#network.chain.state.programs.keys()];
    return programs.length > 0 ? this.#network.exportProgram(random.pick(programs)) : undefined;
  }

  /** Puts a program back to what it was; what that makes or takes of value is forked, not given. */
  async fork(program: ProgramExport): Promise<void> {
    const before = weiOf(this.#network);
    await this.#network.forkProgram(program);
    this.#given.wei += weiOf(this.#network) - before;
    this.#audit('a fork');
  }

  stop(): void {
    this.#network.stop();
  }

  /** A block is told at once, and its last event is the account. */
  #listen(): void {
    const network = this.#network;
    const { chain } = network;
    listeners.set(network, ({ type }) => {
      if (type !== 'account') return;
      this.blocks++;
      const summaries = [...chain.state.programs.values()].map(({ summary }) => summary);
      for (const fault of checkLedger(chain.ledger, summaries)) this.#fault('a block', fault);
    });
  }

  #audit(after: string): void {
    for (const fault of [...auditWvara(this.#network, this.#given), ...auditWei(this.#network, this.#given)]) {
      this.#fault(after, fault);
    }
  }

  #fault(after: string, fault: string): void {
    if (this.faults.length < 10) this.faults.push(`After ${after}: ${fault}`);
  }

  async #try(event: CaseEvent, random: Random): Promise<void> {
    try {
      await this.#do(event, random);
    } catch (error) {
      if (!(error instanceof AppError && EXPECTED.has(error.code))) throw error;
    }
  }

  async #do(event: CaseEvent, random: Random): Promise<void> {
    const network = this.#network;
    const program = addressOfUser(event.program);
    const value = BigInt((event.value as string | undefined) ?? 0);
    const payload = () => hexToBytes(event.payload as Hex);
    switch (event.type) {
      case 'create':
        return this.#create(program, event.code as string);
      case 'topUp':
        return network.topUpExecutableBalance(program, value);
      case 'ownedTopUp':
        return network.topUpFreeBalance(program, value);
      case 'message': {
        const message = { program, payload: payload(), value, callReply: event.callReply as boolean };
        return void (await network.sendMessage({ ...message, route: 'canonical' }));
      }
      case 'injected':
        return void (await network.sendMessage({ program, payload: payload(), value: 0n, route: 'injected' }));
      default:
        return this.#answer(random, event.type === 'claim' ? undefined : { payload: payload(), value });
    }
  }

  /** Replies to something that lies in a mailbox for the account, or claims it. */
  async #answer(random: Random, reply: { payload: Uint8Array; value: bigint } | undefined): Promise<void> {
    const { chain, engine } = this.#network;
    const mine = actorId(chain.state.account.address);
    const letters = [...chain.state.programs].flatMap(([program, { summary }]) =>
      engine.stateJson('ProgramState', summary.stateHash)
        ? engine
            .inspectMailbox(summary.stateHash)
            .flatMap(({ messageId, destination }) => (destination === mine ? [{ program, messageId }] : []))
        : [],
    );
    if (letters.length === 0) return;
    const { program, messageId } = random.pick(letters);
    if (reply) await this.#network.sendReply({ program, repliedTo: messageId, ...reply });
    else await this.#network.claimValue({ program, messageId });
  }

  /** As `createProgram` does, but at the address that the generated programs know. */
  async #create(program: Hex, code: string): Promise<void> {
    const { chain } = this.#network;
    const uploaded = await this.#network.uploadCode(this.#codes.get(code) as Uint8Array);
    if (uploaded.status === 'refused') return;
    chain.state.programs.set(program, newProgram(program, uploaded.codeId));
    await chain.arrive({
      event: { type: 'create', program: actorId(program), codeId: uploaded.codeId },
      undo: () => void this.faults.push(`Program ${program} could not be created`),
    });
  }
}

const listeners = new WeakMap<LocalNetwork, (event: NetworkEvent) => void>();

async function open({ module, pool, database }: SessionParts): Promise<LocalNetwork> {
  const store = new PagedBlobStore(database);
  const network: LocalNetwork = new LocalNetwork(
    {
      engine: createEngine(module, store),
      store,
      pool,
      database,
      settings: { blockTime: 0, executors: pool.workers().length },
      emit: (event) => listeners.get(network)?.(event),
      onFailure: (error) => {
        throw error;
      },
    },
    await database.load(),
  );
  return network;
}

/** Everything that must outlive a reload, as text. */
async function contents(network: LocalNetwork): Promise<string> {
  const parts = [network.getAccount(), network.getPrograms(), network.getLedger(), network.getMessages()];
  const { ethereum, converter } = network.chain.state;
  const { unsettled } = ethereum;
  const { wvara, wei, owed } = converter;
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);
  return JSON.stringify([await Promise.all(parts), unsettled, wvara, wei, [...owed]], text);
}

function addressOfUser(id: number): Hex {
  return bytesToHex(actorBytes(id, 0n).subarray(12, 32));
}
