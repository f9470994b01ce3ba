import { addressOfKey, randomKey } from '../../shared/ethereum-key.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';
import type { Account, ProgramSummary } from '../network.ts';
import { EMPTY_STATE } from '../snapshot-of.ts';
import { type Converter, newConverter } from './converter.ts';
import { LocalPrograms } from './local-programs.ts';
import type { PooledTransaction } from './mempool.ts';
import { newEthereum, type SimulatedEthereum } from './simulated-ethereum.ts';

/**
 * Everything of a local network that outlives a reload, but for the engine's chain, the blobs and the lists that
 * only grow (messages, ledger, logs). What may be long in it is saved entry by entry: the programs, what their Mirrors hold, and what
 * is to be settled. The rest is plain data and saved as it is.
 */
export interface LocalState {
  ethereum: SimulatedEthereum;
  account: Account & { secretKey: Uint8Array };
  programs: LocalPrograms;
  converter: Converter;
  pool: PooledTransaction[];
  /** WVARA units by executor. */
  earnings: bigint[];
  settings: LocalSettings;
  /**
   * Whether the record tells everything, from genesis on. Absent in a chain that is older than the record; false since
   * a program was taken over, which no event tells.
   */
  isRecorded?: boolean;
}

export interface LocalProgram {
  summary: ProgramSummary;
  /** Messages that its Mirror has taken so far. */
  nonce: number;
  /** Messages in its queues. */
  queued: number;
  /** Nobody has sent it an init message yet. */
  requiresInitMessage: boolean;
}

export interface LocalSettings {
  /** ms; 0 = blocks by hand */
  blockTime: number;
  /** 1–16 */
  executors: number;
}

/** What the faucet gives at once: 100 ETH and 10,000 WVARA. */
export const FAUCET = { balance: 100n * 10n ** 18n, wvara: 10_000n * 10n ** 12n };

export const DEFAULT_BLOCK_TIME = 12_000;

export function genesis(settings: LocalSettings, nowSeconds: number): LocalState {
  const secretKey = randomKey();
  return {
    ethereum: newEthereum(bytesToHex(crypto.getRandomValues(new Uint8Array(32))), nowSeconds),
    account: { secretKey, address: addressOfKey(secretKey), ...FAUCET },
    programs: new LocalPrograms(),
    converter: newConverter(),
    pool: [],
    earnings: [],
    settings,
    isRecorded: true,
  };
}

/** The account without its key. */
export function accountOf({ account: { address, balance, wvara } }: LocalState): Account {
  return { address, balance, wvara };
}

export function newProgram(program: Hex, codeId: Hex): LocalProgram {
  const balances = { executableBalance: 0n, freeBalance: 0n };
  return {
    summary: { program, codeId, status: 'uninitialized', stateHash: EMPTY_STATE, ...balances },
    nonce: 0,
    queued: 0,
    requiresInitMessage: true,
  };
}
