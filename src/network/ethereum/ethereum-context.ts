import type { Engine } from '../../engine/engine.ts';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { NetworkEvent } from '../network.ts';
import type { NetworkPreset } from '../presets.ts';
import type { CodeVerdicts } from './code-verdicts.ts';
import { mirrorAbi, routerAbi } from './contracts.ts';
import type { EthereumClient } from './ethereum-client.ts';
import type { EthereumFollower } from './ethereum-follower.ts';
import type { EthereumHistory } from './ethereum-history.ts';
import type { InjectedWatch } from './injected-watch.ts';
import type { KnownProgram } from './known-program.ts';
import type { MessagePredictor } from './predict-for-blocks.ts';
import type { Predictions } from './predictions.ts';
import type { StateReader } from './state-reader.ts';
import type { ValidatorApi } from './validator-api.ts';
import type { WalletSession } from './wallet-session.ts';

/** What the actions (actions/*.ts) work on. */
export interface EthereumContext {
  readonly preset: NetworkPreset;
  readonly client: EthereumClient;
  readonly session: WalletSession;
  readonly api: ValidatorApi;
  readonly states: StateReader;
  readonly history: EthereumHistory;
  readonly follower: EthereumFollower;
  readonly predictions: Predictions;
  /** Runs messages and queries on states; absent where there is no engine for it. */
  readonly predictor: MessagePredictor | undefined;
  readonly injected: InjectedWatch;
  readonly codes: CodeVerdicts;
  readonly engine: Engine;
  readonly emit: (event: NetworkEvent) => void;
  /** Tells how a program is now. */
  readonly tellProgram: (program: Hex) => Promise<void>;
  /** Asked for once. @throws AppError `NO_ROUTER`, or what the RPC failed with */
  readonly contracts: () => Promise<Contracts>;
  /** Of the Router, lower case; `fresh`: asked for anew. */
  readonly validators: (fresh?: boolean) => Promise<Hex[]>;
}

export interface Contracts {
  router: Hex;
  wvara: Hex;
  /** Hash of the block that the Router counts from. */
  genesis: Hex;
  /** The playground's own; absent: there is none. */
  converter?: { address: Hex; weiPerUnit: bigint };
}

/**
 * A program of this network: one that is known here, or one that the Router knows.
 * @throws AppError `UNKNOWN_PROGRAM`
 */
export async function programAt(
  context: EthereumContext,
  address: Hex,
): Promise<Pick<KnownProgram, 'program' | 'codeId'>> {
  const program = address.toLowerCase() as Hex;
  const known = context.history.programs.get(program);
  if (known) return known;
  if (!/^0x[0-9a-f]{40}$/.test(program)) throw unknownProgram(context, address);
  const { router } = await context.contracts();
  const codeId = await context.client.readContract({
    address: router,
    abi: routerAbi,
    functionName: 'programCodeId',
    args: [program],
  });
  if (/^0x0+$/.test(codeId)) throw unknownProgram(context, address);
  return { program, codeId };
}

/** Of the state that Ethereum has of the program. */
export async function latestStateHash({ history, client }: EthereumContext, program: Hex): Promise<Hex> {
  const known = history.programs.get(program);
  return (
    known?.stateHash ?? (await client.readContract({ address: program, abi: mirrorAbi, functionName: 'stateHash' }))
  );
}

function unknownProgram({ preset }: EthereumContext, address: Hex): AppError {
  return new AppError({
    code: 'UNKNOWN_PROGRAM',
    shortMessage: `There is no such program on ${preset.name}`,
    details: `The Router knows no program at ${address}.`,
    hint: 'Check the address; programs of other networks are not known here.',
  });
}

const MAX_PAYLOAD_SIZE = 8 * 1024 * 1024;

/** @throws AppError `OUT_OF_RANGE` */
export function checkAmounts({ payload, value }: { payload?: Uint8Array; value?: bigint }): void {
  if (payload && payload.length > MAX_PAYLOAD_SIZE) {
    throw outOfRange('The size of a payload', 'at most 8 MiB', payload.length);
  }
  if (value !== undefined && (value < 0n || value >= 2n ** 128n)) {
    throw outOfRange('An amount', 'from 0 to below 2^128', value);
  }
}

export function outOfRange(what: string, allowed: string, given: number | bigint): AppError {
  return new AppError({
    code: 'OUT_OF_RANGE',
    shortMessage: `${what} must be ${allowed}`,
    details: `It was ${given}.`,
  });
}
