import { describe, expect, it } from 'vitest';
import type { StateTransition } from './engine.ts';
import { assemble, id, PROGRAM, READ, TestChain, USER, WRITE, WRITE_AFTER_READ } from './fixtures/test-chain.ts';

describe('lazy pages', () => {
  const gasOf = (body: string) => TestChain.with(body).send().gas;
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
    const over = TestChain.with(load(131_068)).send();
    const beyond = TestChain.with(load(131_072)).send();
    expect([over.code, beyond.code]).toEqual(['0x01000400', '0x01000400']);
    expect(over.gas - beyond.gas).toBe(READ);
  });

  it('charge nothing where address and offset together leave the address space', () => {
    const wrapping = TestChain.with('(drop (i64.load offset=4294967295 (i32.const 1)))').send();
    const beyond = TestChain.with('(drop (i64.load offset=4294967295 (i32.const 0)))').send();
    expect(wrapping).toEqual(beyond);
  });

  it('store what was written, and read it again', () => {
    const chain = TestChain.with(`(if (i64.eqz (i64.load (i32.const 40000)))
      (then (i64.store (i32.const 40000) (i64.const 1))) (else unreachable))`);
    expect(chain.send()).toMatchObject({ code: '0x00000000', pages: [2] });
    expect(chain.send()).toMatchObject({ code: '0x01000400', pages: [2] });
  });

  it('leave nothing of a failed run in a memory that is used again', () => {
    const chain = TestChain.with(`(if (i64.ne (i64.load (i32.const 40000)) (i64.const 0)) (then (loop (br 0))))
      (i64.store (i32.const 40000) (i64.const 1)) (i64.store (i32.const 120000) (i64.const 1)) unreachable`);
    const [first, second] = [chain.send(), chain.send()];
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
    const chain = TestChain.of(recursing(5_000, ''));
    expect(chain.send()).toMatchObject({ code: '0x00010000', pages: [2, 3] });
    expect(chain.send()).toMatchObject({ code: '0x00010000', pages: [2, 3] });
  });

  it('costs the same gas per level, whether run natively or by the interpreter', () => {
    const [shallow, middle, deep] = [1_000, 2_000, 6_000].map((depth) => TestChain.of(recursing(depth, '')).send().gas);
    expect((Number(deep) - Number(middle)) / 4).toBe(Number(middle) - Number(shallow));
  });

  it('without end reaches the limit of the network', () => {
    for (const locals of ['', '(local i64 i64 i64 i64)']) {
      expect(TestChain.of(recursing(-1, locals)).send().code).toBe('0x01000500');
    }
  });
});

describe('the engine', () => {
  it('says why a code is refused, in the words of the runtime', () => {
    const { engine } = new TestChain();
    const floats = assemble('(module (import "env" "memory" (memory 1)) (func (export "init") (local f32)))');
    expect(engine.addCode(floats)).toMatchObject({ status: 'refused' });
    expect(engine.addCode(floats.slice(0, 20))).toMatchObject({
      status: 'refused',
      error: expect.stringContaining('('),
    });
  });

  it('refuses what it cannot read, and goes on', () => {
    const chain = TestChain.with('');
    const wrong = () => chain.engine.beginBlock({ height: 1, timestamp: 1, events: [{ type: 'topUp' } as never] });
    expect(wrong).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(() => chain.engine.loadChain(new Uint8Array([255]))).toThrowError(
      expect.objectContaining({ code: 'BAD_CHAIN' }),
    );
    expect(chain.send().code).toBe('0x00000000');
  });

  it('stops for good when the store loses what a run needs', () => {
    const chain = TestChain.with('(i64.store (i32.const 0) (i64.const 5))');
    chain.send();
    chain.blobs.clear();
    const broken = expect.objectContaining({ code: 'ENGINE_BROKEN' });
    expect(() => chain.send()).toThrowError(broken);
    expect(() => chain.engine.saveChain()).toThrowError(broken);
  });

  it('tells what a run lacks, and takes a chain over from another engine', () => {
    const first = TestChain.with('(i64.store (i32.const 0) (i64.const 5))');
    const { newStateHash } = first.block({ type: 'topUp', program: PROGRAM, value: '1' })
      .transitions[0] as StateTransition;
    const second = new TestChain();
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
    const chain = TestChain.with('(i64.store (i32.const 0) (i64.const 5))');
    const { newStateHash } = chain.block({ type: 'ownedTopUp', program: PROGRAM, value: `${2n ** 128n - 1n}` })
      .transitions[0] as StateTransition;
    const state = chain.engine.stateJson('ProgramState', newStateHash);
    expect(state).toMatch(/^\{"program":\{"Active":\{.*"balance":340282366920938463463374607431768211455,/);
    const full = chain.engine.stateJson('FullProgramState', newStateHash);
    expect(full).toContain('"canonical_queue":[],"injected_queue":[],"waitlist":{"inner":{},"changed":false}');
    expect(chain.engine.stateJson('MessageQueue', newStateHash)).toBeUndefined();
    expect(chain.engine.stateJson('ProgramState', id(1))).toBeUndefined();
  });

  it('previews a reply with what else the program would send', () => {
    const chain = TestChain.of(`(module (import "env" "memory" (memory 1))
      (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
      (import "env" "gr_send" (func $send (param i32 i32 i32 i32 i32)))
      (export "init" (func $init)) (export "handle" (func $handle)) (func $init)
      (data (i32.const 31) "\\07") (data (i32.const 64) "Hello")
      (func $handle
        (call $send (i32.const 0) (i32.const 64) (i32.const 5) (i32.const 0) (i32.const 100))
        (call $reply (i32.const 64) (i32.const 2) (i32.const -1) (i32.const 200))))`);
    const { engine } = chain;
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
