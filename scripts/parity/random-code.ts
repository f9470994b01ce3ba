import { accesses, stores, type ValueType } from './instructions.ts';
import { home } from './layout.ts';
import { type Node, signatures } from './program.ts';
import { const32, OperandWriter, wasmPage } from './random-operands.ts';
import { endingCalls, messageCalls, ordinaryCalls } from './syscalls.ts';

/** Writes random code for one function of a program. Everything it writes is valid; what it does is anybody's guess. */
export class CodeWriter extends OperandWriter {
  /** Reads up to `home.payloadLimit` bytes of the message. */
  readPayload(): Node[] {
    const size: Node = { op: 'i32.load', args: [const32(this.home + home.size)], offset: 0, align: 2 };
    const limit = const32(home.payloadLimit);
    const length: Node = {
      op: 'select',
      args: [size, limit, { op: 'i32.lt_u', args: [size, limit] }],
    };
    return [
      { op: 'gr_size', args: [const32(this.home + home.size)] },
      {
        op: 'gr_read',
        args: [const32(0), length, const32(this.home + home.payload), const32(this.home + home.error)],
      },
    ];
  }

  /** Calls the action that the payload's first byte names, with the bytes that follow. */
  dispatch(first: number, count: number): Node[] {
    const at = (op: string, offset: number): Node => ({
      op,
      args: [const32(this.home + home.payload)],
      offset,
      align: 0,
    });
    const bodies = Array.from({ length: count }, (_, index): Node[] => [
      { op: 'drop', args: [{ op: 'call', n: first + index, args: [at('i32.load', 1), at('i64.load', 5)] }] },
    ]);
    return [{ op: 'switch', args: [at('i32.load8_u', 0)], bodies }];
  }

  maybeReply(): Node[] {
    if (this.random.chance(50)) return [];
    return [this.syscall('gr_reply')];
  }

  statements(count: number, depth = 0): Node[] {
    return Array.from({ length: count }, () => this.#statement(depth));
  }

  /** Without an end before their end, as far as that can be told. */
  gentleStatements(count: number): Node[] {
    return Array.from({ length: count }, (): Node => {
      const at = const32(this.home + 4 * this.random.below(0x1000));
      return { op: 'i64.store', args: [at, this.constant('i64')], offset: 0, align: 0 };
    });
  }

  /** Calls itself with one less, as long as its first parameter is above 0. */
  recursive(self: number): Node[] {
    const depth: Node = { op: 'get', n: 0 };
    const call: Node = {
      op: 'call',
      n: self,
      args: [{ op: 'i32.add', args: [depth, const32(-1)] }, this.expression('i64', 1)],
    };
    const deeper: Node[] = [...this.statements(this.random.below(3), 2), { op: 'drop', args: [call] }];
    if (this.random.chance(30)) deeper.push(...this.statements(1, 2));
    return [{ op: 'if', args: [{ op: 'i32.gt_s', args: [depth, const32(0)] }], bodies: [deeper, []] }];
  }

  #statement(depth: number): Node {
    const random = this.random;
    const inner = () => this.statements(random.between(1, 3), depth + 1);
    const nested = depth < 3 ? 1 : 0;
    const counter = this.locals.counters[depth];
    return random.weighted<() => Node>([
      [14, () => this.#store()],
      [12, () => this.#set()],
      [3, () => this.#setGlobal()],
      [10, () => ({ op: 'drop', args: [this.load(random.pick(['i32', 'i64']), 2)] })],
      [14, () => this.syscall(random.pick(ordinaryCalls))],
      [16, () => this.syscall(random.pick(messageCalls))],
      [2, () => this.syscall(random.pick(endingCalls))],
      [2, () => this.#waitOnce()],
      [5, () => this.#allocate()],
      [6, () => this.#call()],
      [
        6 * nested,
        () => ({ op: 'if', args: [this.expression('i32', 2)], bodies: [inner(), random.chance(50) ? inner() : []] }),
      ],
      [3 * nested, () => ({ op: 'block', args: [this.expression('i32', 2)], bodies: [inner()] })],
      [
        counter === undefined ? 0 : 5 * nested,
        () => ({ op: 'loop', n: random.pick([2, 3, 20, 300, 4000]), local: counter ?? 0, bodies: [inner()] }),
      ],
      [nested, () => ({ op: 'switch', args: [this.expression('i32', 1)], bodies: [inner(), inner(), inner()] })],
      [random.chance(20) ? nested : 0, () => ({ op: 'forever', bodies: [inner()] })],
      [1, () => this.#return()],
      [random.chance(40) ? 1 : 0, () => ({ op: 'unreachable' })],
      [1, () => ({ op: 'nop' })],
    ])();
  }

  #store(): Node {
    const op = this.random.pick(stores);
    const type = accesses.get(op)?.type ?? 'i32';
    return this.access(op, [this.address(), this.expression(type, 2)]);
  }

  #set(): Node {
    const type = this.random.pick<ValueType>(['i32', 'i64']);
    return { op: 'set', n: this.random.pick(this.locals[type]), args: [this.expression(type, 3)] };
  }

  #setGlobal(): Node {
    const { globals } = this.program;
    if (globals.length === 0) return this.#set();
    const n = this.random.below(globals.length);
    return { op: 'global.set', n, args: [this.expression(globals[n] as ValueType, 2)] };
  }

  #return(): Node {
    const { result } = signatures[this.function.kind];
    return { op: 'return', args: result ? [this.expression(result, 1)] : [] };
  }

  #call(): Node {
    const random = this.random;
    const { functions, table } = this.program;
    const n = random.below(functions.length);
    const isIndirect = random.chance(35);
    const kind = functions[n]?.kind ?? 'entry';
    const { parameters, result } = signatures[kind];
    const args = parameters.map((type, index) =>
      // The first parameter is how deep a recursive function goes.
      kind === 'inner' && index === 0 && random.chance(60)
        ? const32(random.pick([0, 1, 3, 50, 600, 3000, 8000, 12_000, 40_000]))
        : this.expression(type, 1),
    );
    if (isIndirect && table.length > 0) {
      const slot = random.chance(85) ? const32(random.below(table.length + 1)) : this.expression('i32', 1);
      const call: Node = { op: 'call_indirect', kind, args: [...args, slot] };
      return result ? { op: 'drop', args: [call] } : call;
    }
    const call: Node = { op: 'call', n, args };
    return result ? { op: 'drop', args: [call] } : call;
  }

  /** Waits, unless it has waited before: what a wake finds. */
  #waitOnce(): Node {
    const waited = const32(this.home + home.waited);
    const mark = (value: number): Node => ({ op: 'i32.store8', args: [waited, const32(value)], offset: 0, align: 0 });
    const wait = this.syscall(this.random.pick(['gr_wait_for', 'gr_wait_up_to']));
    const id: Node = { op: 'gr_message_id', args: [const32(this.home + home.messageId)] };
    return {
      op: 'if',
      args: [{ op: 'i32.load8_u', args: [waited], offset: 0, align: 0 }],
      bodies: [[mark(0)], [mark(1), id, wait]],
    };
  }

  /** Pages, and mostly a touch of what it got. */
  #allocate(): Node {
    const random = this.random;
    const local = random.pick(this.locals.i32);
    const count = random.weighted([
      [80, random.between(0, 4)],
      [10, random.between(5, 64)],
      [4, random.pick([500, 4000])],
      [2, random.pick([32_768, 65_536, -1])],
    ]);
    const set: Node = { op: 'set', n: local, args: [{ op: 'alloc', args: [const32(count)] }] };
    if (random.chance(30)) return set;
    const start: Node = { op: 'i32.shl', args: [{ op: 'get', n: local }, const32(16)] };
    const address: Node = {
      op: 'i32.add',
      args: [start, const32(random.below(Math.max(count, 1)) * wasmPage + this.nearBorder())],
    };
    const op = random.pick(stores);
    const store: Node = this.access(op, [address, this.expression(accesses.get(op)?.type ?? 'i32', 1)]);
    return { op: 'block', args: [const32(0)], bodies: [[set, store]] };
  }
}
