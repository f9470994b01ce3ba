import type { Engine } from '../../engine/engine.ts';
import { addressOfActor } from '../../protocol/identifiers.ts';
import { EMPTY_PROGRAM_STATE, type ProgramStateHead } from '../../protocol/program-state.ts';
import { AppError } from '../../shared/app-error.ts';
import { type Hex, hexToBytes } from '../../shared/hex.ts';
import type { ProgramSnapshot, ProgramStatus, ProgramSummary } from '../network.ts';
import { mirrorAbi } from './contracts.ts';
import { type EthereumContext, latestStateHash } from './ethereum-context.ts';
import type { KnownProgram } from './known-program.ts';

type Named = Pick<KnownProgram, 'program' | 'codeId'>;

/** How a program is, by its state; where no validator tells that, by what contract and ledger say. */
export async function summaryOf(context: EthereumContext, { program, codeId }: Named): Promise<ProgramSummary> {
  const stateHash = await latestStateHash(context, program);
  try {
    return summaryOfHead({ program, codeId, stateHash }, await context.states.head(stateHash));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return summaryOfContract(context, { program, codeId, stateHash });
  }
}

/** The whole state, decoded. @throws AppError as `StateReader.whole` */
export function snapshotOf(
  { states }: EthereumContext,
  { program, codeId }: Named,
  stateHash: Hex,
): Promise<ProgramSnapshot> {
  return states.whole(stateHash, (engine) => {
    const { balance, executableBalance, ...state } = engine.inspectState(stateHash);
    const head = { ...state, balance: BigInt(balance), executableBalance: BigInt(executableBalance) };
    return {
      ...summaryOfHead({ program, codeId, stateHash }, head),
      canonicalQueue: state.canonicalQueue,
      injectedQueue: state.injectedQueue,
      pages: state.pages.map(([index, hash]) => ({ index, hash })),
      mailbox: mailboxOf(engine, stateHash),
      waitlist: engine.inspectWaitlist(stateHash),
    };
  });
}

function mailboxOf(engine: Engine, stateHash: Hex): ProgramSnapshot['mailbox'] {
  return engine.inspectMailbox(stateHash).map(({ messageId, destination, payload, value, expiryHeight }) => ({
    messageId,
    destination: addressOfActor(destination),
    payload: hexToBytes(payload),
    value: BigInt(value),
    expiryHeight,
  }));
}

type Head = Pick<ProgramStateHead, 'program' | 'initialized' | 'balance' | 'executableBalance'>;

function summaryOfHead(named: Named & { stateHash: Hex }, head: Head): ProgramSummary {
  const status: ProgramStatus = head.program === 'active' && !head.initialized ? 'uninitialized' : head.program;
  return { ...named, status, executableBalance: head.executableBalance, freeBalance: head.balance };
}

async function summaryOfContract(
  { client, history }: EthereumContext,
  named: Named & { stateHash: Hex },
): Promise<ProgramSummary> {
  const exited = await client.readContract({ address: named.program, abi: mirrorAbi, functionName: 'exited' });
  const { executable, free } = history.programs.get(named.program)?.booked ?? { executable: 0n, free: 0n };
  const status = exited ? 'exited' : 'active';
  return { ...summaryOfHead(named, EMPTY_PROGRAM_STATE), status, executableBalance: executable, freeBalance: free };
}
