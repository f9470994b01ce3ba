import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Hex } from '../shared/hex.ts';
import { createEngine } from './create-engine.ts';
import type { BlockEvent, BlockOutput, Engine, StateTransition } from './engine.ts';

const READ = 28_491_385;
const WRITE = 136_879_318;
const WRITE_AFTER_READ = 112_233_270;

const id = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;
const PROGRAM = id(0x42);
const USER = id(7);

let engineModule: WebAssembly.Module;
let assemble: (body: string) => Uint8Array;

beforeAll(async () => {
  engineModule = new WebAssembly.Module(readFileSync('public/engine/engine.wasm'));
  const { default: loadWabt } = await import('wabt');
  const wabt = await loadWabt();
  assemble = (body) => wabt.parseWat('program.wat', body).toBinary({}).buffer;
});

/** A chain with one program, whose `handle` is `body`; `send` gives the reply of a message. */
class Bench {
  readonly blobs = new Map<Hex, Uint8Array>();
  readonly engine: Engine;
  #height = 0;

  constructor() {
    const { blobs } = this;
    const write = (hash: Hex, bytes: Uint8Array) => void blobs.set(hash, bytes);
    this.engine = createEngine(engineModule, { read: (hash) => blobs.get(hash), write });
  }

  static with(body: string): Bench {
    return Bench.of(`(module (import "env" "memory" (memory 2)) (export "init" (func $init)) (export "handle" (func $handle))
      (func $init) (func $handle ${body}))`);
  }

  static of(program: string): Bench {
    const bench = new Bench();
    const code = bench.engine.addCode(assemble(program));
    bench.block(
      { type: 'create', program: PROGRAM, codeId: code.codeId },
      { type: 'topUp', program: PROGRAM, value: '100000000000000' },
    );
    bench.send();
    return bench;
  }

  block(...events: BlockEvent[]): BlockOutput {
    const { engine } = this;
    this.#height++;
    engine.beginBlock({ height: this.#height, timestamp: 12 * this.#height, events });
    for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
      engine.applyChunk(chunk.items.map((item) => engine.runQueue(item)));
    }
    return engine.finishBlock();
  }

  send(): { gas: number; code: Hex | undefined; pages: number[] } {
    const message = { id: id(this.#height + 1), source: USER, payload: '0x', value: '0', callReply: false } as const;
    const { dispatches, transitions, states } = this.block({ type: 'message', program: PROGRAM, ...message });
    const [transition] = transitions as [StateTransition];
    return {
      gas: dispatches[0]?.gasBurned ?? 0,
      code: transition.messages[0]?.reply?.code,
      pages: states[PROGRAM]?.pages.map(([page]) => page) ?? [],
    };
  }
}

describe('lazy pages', () => {
  const gasOf = (body: string) => Bench.with(body).send().gas;
  const load = (address: number) => `(drop (i64.load (i32.const ${address})))`;
  const store = (address: number) => `(i64.store (i32.const ${address}) (i64.const 5))`;

  it('charge the first read of a page only', () => {
    const once = gasOf(load(8192) + load(8200));
    expect(gasOf(load(8192) + load(16_384)) - once).toBe(READ);
  });

  it('charge both pages of an access that straddles them', () => {
    // Constants of one length: the size of the code has its price, too.
    expect(gasOf(load(16_380)) - gasOf(load(20_000))).toBe(READ);
    expect(gasOf(store(16_380)) - gasOf(store(20_000))).toBe(WRITE);
  });

  it('charge a write after a read apart from a write', () => {
    const readThenWrite = gasOf(load(0) + store(0));
    const writeThenRead = gasOf(store(0) + load(0));
    expect(readThenWrite - writeThenRead).toBe(READ + WRITE_AFTER_READ - WRITE);
  });

  it('charge the last page before an access over the end of the memory traps', () => {
    const over = Bench.with(load(131_068)).send();
    const beyond = Bench.with(load(131_072)).send();
    expect([over.code, beyond.code]).toEqual(['0x01000400', '0x01000400']);
    expect(over.gas - beyond.gas).toBe(READ);
  });

  it('charge nothing where address and offset together leave the address space', () => {
    const wrapping = Bench.with('(drop (i64.load offset=4294967295 (i32.const 1)))').send();
    const beyond = Bench.with('(drop (i64.load offset=4294967295 (i32.const 0)))').send();
    expect(wrapping).toEqual(beyond);
  });

  it('store what was written, and read it again', () => {
    const bench = Bench.with(`(if (i64.eqz (i64.load (i32.const 40000)))
      (then (i64.store (i32.const 40000) (i64.const 1))) (else unreachable))`);
    expect(bench.send()).toMatchObject({ code: '0x00000000', pages: [2] });
    expect(bench.send()).toMatchObject({ code: '0x01000400', pages: [2] });
  });

  it('leave nothing of a failed run in a memory that is used again', () => {
    const bench = Bench.with(`(if (i64.ne (i64.load (i32.const 40000)) (i64.const 0)) (then (loop (br 0))))
      (i64.store (i32.const 40000) (i64.const 1)) (i64.store (i32.const 120000) (i64.const 1)) unreachable`);
    const [first, second] = [bench.send(), bench.send()];
    expect(first.code).toBe('0x01000400');
    expect(second).toEqual(first);
  });
});

describe('deep recursion', () => {
  /** Recurses `depth` times, storing and replying at the bottom; each level has `locals` of its own. */
  const recursing = (depth: number, locals: string) => `(module
    (import "env" "memory" (memory 2)) (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
    (export "init" (func $init)) (export "handle" (func $handle)) (func $init)
    (func $down (param i32) (result i32) ${locals}
      (i64.store (i32.const 40000) (i64.add (i64.load (i32.const 40000)) (i64.const 1)))
      (if (i32.eqz (local.get 0)) (then (call $reply (i32.const 40000) (i32.const 8) (i32.const 0) (i32.const 60000)) (return (i32.const 0))))
      (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
    (func $handle (drop (call $down (i32.const ${depth})))))`;

  it('beyond what the host runs natively ends as on the network: the state is stored, the message answered', () => {
    const bench = Bench.of(recursing(5_000, ''));
    expect(bench.send()).toMatchObject({ code: '0x00010000', pages: [2, 3] });
    expect(bench.send()).toMatchObject({ code: '0x00010000', pages: [2, 3] });
  });

  it('costs the same gas per level, whether run natively or by the interpreter', () => {
    const [shallow, middle, deep] = [1_000, 2_000, 6_000].map((depth) => Bench.of(recursing(depth, '')).send().gas);
    expect((Number(deep) - Number(middle)) / 4).toBe(Number(middle) - Number(shallow));
  });

  it('without end reaches the limit of the network', () => {
    for (const locals of ['', '(local i64 i64 i64 i64)']) {
      expect(Bench.of(recursing(-1, locals)).send().code).toBe('0x01000500');
    }
  });
});

describe('the engine', () => {
  it('says why a code is refused, in the words of the runtime', () => {
    const { engine } = new Bench();
    const floats = assemble('(module (import "env" "memory" (memory 1)) (func (export "init") (local f32)))');
    expect(engine.addCode(floats)).toMatchObject({ status: 'refused' });
    expect(engine.addCode(floats.slice(0, 20))).toMatchObject({
      status: 'refused',
      error: expect.stringContaining('('),
    });
  });

  it('refuses what it cannot read, and goes on', () => {
    const bench = Bench.with('');
    const wrong = () => bench.engine.beginBlock({ height: 1, timestamp: 1, events: [{ type: 'topUp' } as never] });
    expect(wrong).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(() => bench.engine.loadChain(new Uint8Array([255]))).toThrowError(
      expect.objectContaining({ code: 'BAD_CHAIN' }),
    );
    expect(bench.send().code).toBe('0x00000000');
  });

  it('stops for good when the store loses what a run needs', () => {
    const bench = Bench.with('(i64.store (i32.const 0) (i64.const 5))');
    bench.send();
    bench.blobs.clear();
    const broken = expect.objectContaining({ code: 'ENGINE_BROKEN' });
    expect(() => bench.send()).toThrowError(broken);
    expect(() => bench.engine.saveChain()).toThrowError(broken);
  });

  it('tells what a run lacks, and takes a chain over from another engine', () => {
    const first = Bench.with('(i64.store (i32.const 0) (i64.const 5))');
    const { newStateHash } = first.block({ type: 'topUp', program: PROGRAM, value: '1' })
      .transitions[0] as StateTransition;
    const second = new Bench();
    second.engine.loadChain(first.engine.saveChain());
    for (
      let missing = second.engine.missingBlobs(newStateHash);
      missing.length;
      missing = second.engine.missingBlobs(newStateHash)
    ) {
      for (const hash of missing) second.blobs.set(hash, first.blobs.get(hash) as Uint8Array);
    }
    expect(second.engine.inspectState(newStateHash)).toEqual(first.engine.inspectState(newStateHash));
    expect(new Set(second.engine.reachableBlobs(newStateHash))).toEqual(new Set(second.blobs.keys()));
  });

  it('gives states as a node does, and nothing for what is no such blob', () => {
    const bench = Bench.with('(i64.store (i32.const 0) (i64.const 5))');
    const { newStateHash } = bench.block({ type: 'ownedTopUp', program: PROGRAM, value: `${2n ** 128n - 1n}` })
      .transitions[0] as StateTransition;
    const state = bench.engine.stateJson('ProgramState', newStateHash);
    expect(state).toMatch(/^\{"program":\{"Active":\{.*"balance":340282366920938463463374607431768211455,/);
    const full = bench.engine.stateJson('FullProgramState', newStateHash);
    expect(full).toContain('"canonical_queue":[],"injected_queue":[],"waitlist":{"inner":{},"changed":false}');
    expect(bench.engine.stateJson('MessageQueue', newStateHash)).toBeUndefined();
    expect(bench.engine.stateJson('ProgramState', id(1))).toBeUndefined();
  });

  it('previews a reply with what else the program would send', () => {
    const bench = Bench.of(`(module (import "env" "memory" (memory 1))
      (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
      (import "env" "gr_send" (func $send (param i32 i32 i32 i32 i32)))
      (export "init" (func $init)) (export "handle" (func $handle)) (func $init)
      (data (i32.const 31) "\\07") (data (i32.const 64) "Hello")
      (func $handle
        (call $send (i32.const 0) (i32.const 64) (i32.const 5) (i32.const 0) (i32.const 100))
        (call $reply (i32.const 64) (i32.const 2) (i32.const -1) (i32.const 200))))`);
    const { engine } = bench;
    engine.beginReply({ program: PROGRAM, source: USER, payload: '0x', value: '0', height: 9, timestamp: 9 });
    for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
      engine.applyChunk(chunk.items.map((item) => engine.runQueue(item)));
    }
    const reply = engine.finishReply();
    if (reply.status !== 'replied') throw new Error(reply.reason);
    const [message] = reply.messages;
    expect(message).toMatchObject({ destination: USER, payload: '0x48656c6c6f', value: '0', call: false, reply: null });
    expect(JSON.parse(reply.nodeJson)).toEqual({
      reply: { payload: '0x4865', value: 0, code: '0x00010000' },
      messages: [
        {
          id: message?.id,
          destination: `0x${USER.slice(26)}`,
          payload: [72, 101, 108, 108, 111],
          value: 0,
          reply_details: null,
          call: false,
        },
      ],
    });
  });
});
