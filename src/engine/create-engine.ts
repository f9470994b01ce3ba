import { AppError } from '../shared/app-error.ts';
import { bytesToHex, type Hex, hexToBytes } from '../shared/hex.ts';
import { readChainEntries, writeChainEntries } from './chain-entries.ts';
import type { Chunk, ContentStore, Engine, LackingPages, Patience, QueueRunInput, QueueRunOutput } from './engine.ts';
import { type EngineExports, EngineMemory } from './engine-memory.ts';
import { PageStates } from './page-states.ts';
import { compileProgram, type ProgramModule } from './program-module.ts';
import { SandboxHost } from './sandbox-host.ts';

const NONE = 0xffffffff;
const NOTHING = new Uint8Array(0);
const NO_PATIENCE: Patience = { gas: 0n, ahead: 0 };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Instantiates the engine (6–10 ms) over a content store. `module` is public/engine/engine.wasm, compiled once and
 * shared by all workers. `compile` makes programs ready from the engine's `checked_code`.
 *
 * @example
 * const blobs = new Map();
 * const engine = createEngine(module, { read: (hash) => blobs.get(hash), write: (hash, bytes) => blobs.set(hash, bytes) });
 * engine.addCode(wasm); // { status: 'valid', codeId: '0x…', … }
 */
export function createEngine(module: WebAssembly.Module, store: ContentStore, compile = compileProgram): Engine {
  const pageStates = new PageStates();
  const sandbox: SandboxHost = new SandboxHost(() => memory, pageStates);
  const { exports } = new WebAssembly.Instance(module, {
    sandbox: sandbox.imports(),
    pages: pageStates.imports(() => memory, store, sandbox.programMemory),
    blobs: blobImports(() => memory, store),
    host: {
      panicked: (message: number, length: number) => {
        throw new AppError({ code: 'ENGINE_PANIC', shortMessage: memory.text(message, length) });
      },
    },
  });
  const memory: EngineMemory = new EngineMemory(exports as unknown as EngineExports);
  const programs = new Map<Hex, ProgramModule>();

  const call = (name: string, argument: Uint8Array = NOTHING) => memory.call(name, argument);
  const read = <T>(bytes: Uint8Array): T => JSON.parse(decoder.decode(bytes)) as T;
  const json = (value: unknown) => encoder.encode(JSON.stringify(value));

  const programOf = (codeId: Hex): ProgramModule => {
    const known = programs.get(codeId);
    if (known) return known;
    const program = compile(call('checked_code', hexToBytes(codeId)));
    programs.set(codeId, program);
    return program;
  };

  const tryQueue: Engine['tryQueue'] = (input, { gas, ahead }) => {
    sandbox.program = programOf(input.codeId);
    const result = call('run_queue', concat([u64(gas), u32(ahead), input.context]));
    const view = new DataView(result.buffer, result.byteOffset);
    const lacking = view.getUint32(0, true);
    if (lacking > 0) return { lacking: hashes(result.subarray(4, 4 + 32 * lacking)) };
    const reportEnd = 8 + view.getUint32(4, true);
    const report = read<Omit<QueueRunOutput, 'journal'>>(result.subarray(8, reportEnd));
    return { ...report, journal: result.slice(reportEnd) };
  };

  return {
    addCode: (wasm) => read(call('instrument_code', wasm)),
    addInstrumentedCode: (codeId, instrumented) => void call('add_code', concat([hexToBytes(codeId), instrumented])),
    getInstrumentedCode: (codeId) => {
      const code = call('get_code', hexToBytes(codeId));
      return code.length > 0 ? code : undefined;
    },

    saveChain: () => call('save_chain'),
    loadChain: (chain) => void call('load_chain', chain),
    takeChainEntries: () => readChainEntries(call('take_chain_entries')),
    loadChainEntries: (entries) => void call('load_chain_entries', writeChainEntries(entries)),
    setChainAside: () => void call('set_chain_aside'),
    putChainBack: () => void call('put_chain_back'),

    adoptProgram: (adoption) => bytesToHex(call('adopt_program', json(adoption))),
    beginBlock: (input) => void call('begin_block', json(input)),
    beginReply: (input) => void call('begin_reply', json(input)),
    nextChunk: () => {
      const chunk = read<
        (Omit<Chunk, 'items'> & { items: (Omit<QueueRunInput, 'context'> & { context: Hex })[] }) | null
      >(call('next_chunk'));
      return chunk && { ...chunk, items: chunk.items.map((item) => ({ ...item, context: hexToBytes(item.context) })) };
    },
    applyChunk: (outputs) =>
      void call('apply_chunk', concat(outputs.flatMap(({ journal }) => [u32(journal.length), journal]))),
    finishBlock: () => read(call('finish_block')),
    finishReply: () => read(call('finish_reply')),

    missingBlobs: (stateHash) => hashes(call('missing_blobs', hexToBytes(stateHash))),
    reachableBlobs: (stateHash) => hashes(call('reachable_blobs', hexToBytes(stateHash))),
    missingForRun: (stateHash) => hashes(call('missing_for_run', hexToBytes(stateHash))),
    beginTour: () => void call('begin_tour'),
    visit: (states, detail = 'whole') =>
      hashes(call('visit', concat([new Uint8Array([detail === 'whole' ? 1 : 0]), ...states.map(hexToBytes)]))),
    reachableAmong: (states, candidates) => {
      const found = call(
        'reachable_among',
        concat([u32(states.length), ...[...states, ...candidates].map(hexToBytes)]),
      );
      const end = 4 + 32 * new DataView(found.buffer, found.byteOffset).getUint32(0, true);
      return { nodes: hashes(found.subarray(4, end)), pages: hashes(found.subarray(end)) };
    },
    tryQueue,
    runQueue: (input) => {
      const output = tryQueue(input, NO_PATIENCE);
      if ('lacking' in output) throw pageLost(input, output);
      return output;
    },

    stateJson: (kind, hash) => decoder.decode(call('state_json', json({ kind, hash }))) || undefined,
    inspectHead: (stateHash) => read(call('inspect_head', hexToBytes(stateHash))),
    inspectState: (stateHash) => read(call('inspect_state', hexToBytes(stateHash))),
    inspectMailbox: (stateHash) => read(call('inspect_mailbox', hexToBytes(stateHash))),
    inspectWaitlist: (stateHash) => read(call('inspect_waitlist', hexToBytes(stateHash))),
  };
}

/** The engine's imports of module `blobs`, see engine/core/src/blobs.rs. */
function blobImports(engine: () => EngineMemory, store: ContentStore) {
  let found = NOTHING as Uint8Array;
  const contains = (hash: Hex) => (store.contains ? store.contains(hash) : store.read(hash) !== undefined);
  return {
    find: (hash: number) => {
      const bytes = store.read(engine().hash(hash));
      if (!bytes) return NONE;
      found = bytes;
      return bytes.length;
    },
    take: (to: number) => engine().view(to, found.length).set(found),
    contains: (hash: number) => (contains(engine().hash(hash)) ? 1 : 0),
    write: (hash: number, bytes: number, length: number) => {
      store.write(engine().hash(hash), engine().copy(bytes, length));
    },
  };
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

function pageLost({ program }: QueueRunInput, { lacking }: LackingPages): AppError {
  return new AppError({
    code: 'BLOB_LOST',
    shortMessage: 'A part of a program’s memory is missing',
    details: `The content store has no page ${lacking[0]} of program ${program}.`,
    hint: 'Load the program’s whole state before it runs.',
  });
}

function hashes(bytes: Uint8Array): Hex[] {
  return Array.from({ length: bytes.length / 32 }, (_, index) =>
    bytesToHex(bytes.subarray(32 * index, 32 * index + 32)),
  );
}
