import { describe, expect, it } from 'vitest';
import { PROGRAM, TestChain } from './fixtures/test-chain.ts';

describe('a program that runs again', () => {
  /** `check` must hold in a new instance; `spoil` changes it before the run fails, so that nothing of it is stored. */
  const spoiling = (check: string, spoil: string) =>
    TestChain.of(`(module (import "env" "memory" (memory 4)) (import "env" "alloc" (func $alloc (param i32) (result i32)))
      (global $kept (mut i64) (i64.const 7)) (global $stack_end i32 (i32.const 65536)) (export "__gear_stack_end" (global $stack_end))
      (data (i32.const 70000) "\\05") (data (i32.const 131072) "\\06")
      (export "init" (func $init)) (export "handle" (func $handle)) (func $init)
      (func $handle (if (i32.eqz ${check}) (then (loop (br 0)))) ${spoil} unreachable))`);

  it.each([
    ['its globals', '(i64.eq (global.get $kept) (i64.const 7))', '(global.set $kept (i64.const 8))'],
    [
      'its data',
      '(i32.and (i32.eq (i32.load8_u (i32.const 70000)) (i32.const 5)) (i32.eq (i32.load8_u (i32.const 131072)) (i32.const 6)))',
      '(i64.store (i32.const 70000) (i64.const -1)) (i32.store8 (i32.const 131072) (i32.const 0))',
    ],
    [
      'its stack',
      '(i64.eqz (i64.load (i32.const 49148)))',
      '(i64.store (i32.const 49148) (i64.const -1)) (i32.store8 (i32.const 0) (i32.const 1))',
    ],
    [
      'memory that it has grown',
      '(i32.eq (memory.size) (i32.const 4))',
      '(i64.store (i32.mul (call $alloc (i32.const 3)) (i32.const 65536)) (i64.const -1))',
    ],
  ])('finds %s as the code has it, whatever the run before did', (_, check, spoil) => {
    const chain = spoiling(check, spoil);
    const first = chain.send();
    expect(first.code).toBe('0x01000400');
    expect(chain.send()).toEqual(first);
    expect(chain.send()).toEqual(first);
  });

  it('leaves the same pages whether its messages share a run or not, and however much they write', () => {
    // 1,200 pages: more than a run holds back unhashed after a message.
    const writing = `(module (import "env" "memory" (memory 320)) (export "init" (func $init)) (export "handle" (func $handle)) (func $init)
      (func $handle (local $at i32)
        (loop $next
          (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.add (local.get $at) (i32.const 1))))
          (local.set $at (i32.add (local.get $at) (i32.const 16384)))
          (br_if $next (i32.lt_u (local.get $at) (i32.const 19660800))))))`;
    const [together, apart] = [TestChain.of(writing), TestChain.of(writing)];
    const block = together.block(together.message(), together.message(), together.message());
    for (let message = 0; message < 2; message++) apart.send();
    const last = apart.block(apart.message());
    expect(block.dispatches.map(({ outcome }) => outcome)).toEqual(['Success', 'Success', 'Success']);
    expect(block.states[PROGRAM]?.pages).toHaveLength(1200);
    expect(block.states[PROGRAM]?.pages).toEqual(last.states[PROGRAM]?.pages);
  });
});
