import type { ChainEntries, StateTransition } from '../../engine/engine.ts';
import type { Hex } from '../../shared/hex.ts';
import type { BlockRecord, LedgerEntry, MessageRecord, ProgramLog, StatePoint } from '../network.ts';
import type { NetworkChanges } from './local-database.ts';
import type { LocalProgram } from './local-state.ts';

/** What has changed since the last time that saving worked; of a record, only its latest version. */
export class UnsavedChanges {
  readonly codes = new Map<Hex, Uint8Array>();
  readonly blobs = new Map<Hex, Uint8Array>();
  readonly blocks: BlockRecord[] = [];
  /** What is saved is to be replaced as a whole. */
  replacesAll = false;
  readonly #pages = new Map<Hex, Uint8Array>();
  readonly #dropped = new Set<Hex>();
  readonly #messages = new Map<Hex, MessageRecord>();
  readonly #ledger: LedgerEntry[] = [];
  readonly #logs: ProgramLog[] = [];
  readonly #points: StatePoint[] = [];
  readonly #chain: ChainEntries = new Map();
  readonly #programs = new Map<Hex, LocalProgram | undefined>();
  readonly #mirrors = new Map<Hex, bigint | undefined>();
  #unsettled: StateTransition[] = [];
  #isSettled = false;

  add(changes: AddedChanges): void {
    const { blobs, pages, dropped, messages, ledger, logs, points } = changes;
    for (const [kind, added] of [
      [this.blobs, blobs],
      [this.#pages, pages],
    ] as const) {
      for (const [hash, blob] of added) {
        kind.set(hash, blob);
        this.#dropped.delete(hash);
      }
    }
    for (const hash of dropped) {
      this.blobs.delete(hash);
      this.#pages.delete(hash);
      this.#dropped.add(hash);
    }
    for (const record of messages) this.#messages.set(record.id, record);
    this.#ledger.push(...ledger);
    this.#logs.push(...logs);
    this.#points.push(...points);
  }

  /** Transitions that wait for the next settlement. */
  addUnsettled(transitions: readonly StateTransition[]): void {
    this.#unsettled.push(...transitions);
  }

  /** All that waited is settled. */
  settle(): void {
    this.#unsettled = [];
    this.#isSettled = true;
  }

  /** Entries that changed, `undefined` for those that are gone. */
  addEntries({ chain, programs, mirrors }: Pick<NetworkChanges, 'chain' | 'programs' | 'mirrors'>): void {
    for (const [key, value] of chain) this.#chain.set(key, value);
    for (const [address, program] of programs) this.#programs.set(address, program);
    for (const [program, wei] of mirrors) this.#mirrors.set(program, wei);
  }

  all(): Omit<NetworkChanges, 'state' | 'size'> {
    const { codes, blobs, blocks, replacesAll } = this;
    const dropped = [...this.#dropped];
    const lists = { messages: [...this.#messages.values()], ledger: this.#ledger, logs: this.#logs, blocks };
    const entries = { chain: this.#chain, programs: this.#programs, mirrors: this.#mirrors };
    const settlement = { isSettled: this.#isSettled, unsettled: this.#unsettled };
    const points = this.#points;
    return { codes, blobs, pages: this.#pages, dropped, ...lists, points, ...entries, ...settlement, replacesAll };
  }
}

type AddedChanges = Pick<NetworkChanges, 'blobs' | 'pages' | 'dropped' | 'messages' | 'ledger' | 'logs' | 'points'>;
