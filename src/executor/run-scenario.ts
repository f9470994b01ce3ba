import type { BlockEvent, BlockOutput, CodeResult, DispatchReport, Engine, InspectedState } from '../engine/engine.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';
import { BlobStore } from './blob-store.ts';
import { type BlockRunner, runBlock } from './block-runner.ts';
import type { Executor } from './executor.ts';
import type { ExecutorPool } from './executor-pool.ts';
import type { Scenario } from './scenario.ts';

/**
 * Runs a scenario on a new chain and gives the output of docs/scenario.md, its fields in that order. Used by the
 * command line, by replays for comparison and, in a browser, by the parity test.
 *
 * @throws AppError `BLOCK_REFUSED` when an event is one that no network would let through; `signal.reason`
 */
export async function runScenario(parameters: RunScenarioParameters): Promise<ScenarioOutput> {
  const { scenario, codes, createEngine, pool, signal, states = 'all', onRun, onBlock } = parameters;
  const store = new BlobStore();
  const engine = await createEngine(store);
  const codeIds = new Map<string, Hex>();
  const codeOutputs = scenario.codes.map(({ name }): CodeOutput => {
    const wasm = codes.get(name);
    if (!wasm) throw new RangeError(`The bytes of code ${name} were not given`);
    const result = engine.addCode(wasm);
    codeIds.set(name, result.codeId);
    return codeOutput(name, result);
  });

  const blocks: OutputBlock[] = [];
  for (const [index, { events, ...block }] of scenario.blocks.entries()) {
    const input = {
      ...block,
      states: states === 'all' || index === scenario.blocks.length - 1 ? ('all' as const) : ('none' as const),
      events: events.map((event): BlockEvent => {
        if (event.type !== 'create') return event;
        return { type: 'create', program: event.program, codeId: codeIds.get(event.code) as Hex };
      }),
    };
    try {
      const output = await runBlock(input, { engine, store, pool, ...(signal && { signal }), ...(onRun && { onRun }) });
      blocks.push(blockOutput(output));
      onBlock?.(index);
    } catch (error) {
      throw inBlock(index, error);
    }
  }
  return { codes: codeOutputs, blocks };
}

function inBlock(index: number, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError({ ...error.toJSON(), shortMessage: `Block ${index}: ${error.shortMessage}`, cause: error });
}

export interface RunScenarioParameters {
  scenario: Scenario;
  /** Wasm by the scenario's names. */
  codes: ReadonlyMap<string, Uint8Array>;
  createEngine(store: BlobStore): Promise<Engine> | Engine;
  pool: ExecutorPool<Executor>;
  signal?: AbortSignal;
  /** After which blocks every program's state is told: all of them, as the format demands, or the last alone. */
  states?: 'all' | 'last';
  onRun?: BlockRunner['onRun'];
  /** Called with the index of each block when it is through. */
  onBlock?: (index: number) => void;
}

export interface ScenarioOutput {
  codes: CodeOutput[];
  blocks: OutputBlock[];
}

export type OutputBlock = Omit<BlockOutput, 'summaries'>;

export type CodeOutput =
  | {
      name: string;
      codeId: Hex;
      originalLen: number;
      instrumentedLen: number;
      instrumentedBlake2b256: Hex;
      metadataScale: Hex;
    }
  | { name: string; error: string };

function codeOutput(name: string, result: CodeResult): CodeOutput {
  if (result.status === 'refused') return { name, error: result.error };
  const { codeId, originalLen, instrumentedLen, instrumentedBlake2b256, metadataScale } = result;
  return { name, codeId, originalLen, instrumentedLen, instrumentedBlake2b256, metadataScale };
}

// The order of fields is part of the output, and the engine may report more than the format knows.
function blockOutput(block: BlockOutput): OutputBlock {
  return {
    height: block.height,
    timestamp: block.timestamp,
    scheduledTasksRun: block.scheduledTasksRun,
    gasAllowanceSpent: block.gasAllowanceSpent,
    dispatches: block.dispatches.map(dispatchOutput),
    transitions: block.transitions.map((transition) => ({
      actor: transition.actor,
      newStateHash: transition.newStateHash,
      exited: transition.exited,
      inheritor: transition.inheritor,
      valueToReceive: transition.valueToReceive,
      valueToReceiveNegative: transition.valueToReceiveNegative,
      valueClaims: transition.valueClaims.map(({ id, destination, value }) => ({ id, destination, value })),
      messages: transition.messages.map(({ id, destination, payload, value, call, reply }) => ({
        id,
        destination,
        payload,
        value,
        call,
        reply: reply && { to: reply.to, code: reply.code, codeText: reply.codeText },
      })),
    })),
    promises: block.promises.map(({ tx, payload, value, code }) => ({ tx, payload, value, code })),
    schedule: block.schedule,
    states: Object.fromEntries(
      Object.entries(block.states).map(([program, state]) => [program, stateOutput(state)]),
    ) as Record<Hex, InspectedState>,
  };
}

function dispatchOutput({ program, id, source, outcome, gasBurned, charged }: DispatchReport): DispatchReport {
  return { program, id, source, outcome, gasBurned, charged };
}

function stateOutput(state: InspectedState): InspectedState {
  return {
    stateHash: state.stateHash,
    program: state.program,
    initialized: state.initialized,
    balance: state.balance,
    executableBalance: state.executableBalance,
    canonicalQueue: state.canonicalQueue,
    injectedQueue: state.injectedQueue,
    waitlist: state.waitlist,
    stash: state.stash,
    mailbox: state.mailbox,
    allocations: state.allocations,
    pagesWithData: state.pagesWithData,
    pages: state.pages,
    stateScale: state.stateScale,
  };
}
