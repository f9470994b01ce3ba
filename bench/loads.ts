import { type BuiltProgram, readBuiltPrograms } from '../scripts/parity/built-programs.ts';
import { type CaseEvent, writeCase } from '../scripts/parity/case.ts';
import { actorBytes } from '../scripts/parity/layout.ts';
import { encodeCall } from '../src/program/codec/encode-call.ts';
import type { Value } from '../src/program/value.ts';
import { bytesToHex, type Hex } from '../src/shared/hex.ts';

/**
 * What is measured with: the same block of messages again and again. It goes to one set of programs until processor, caches and V8's compilers
 * are warm, and is then measured on another: what Sails programs emit as events stays in the mailbox of nobody for 54,000 blocks, which every
 * message has to rewrite, here as on a node.
 */
export interface Load {
  name: string;
  /** Absolute paths of Wasm by name. */
  codes: Record<string, string>;
  /** Ids that one set needs. */
  programs: number;
  /** The events that make a set whose ids begin with `first`. */
  setUp(first: number): CaseEvent[];
  /** The messages of one block, which count; messages between programs do not. */
  block(first: number): CaseEvent[];
  /** Blocks that are not measured, and blocks that are. */
  warmUp: number;
  blocks: number;
}

/** The kinds of work of bench/workloads, with a size that takes some 10 ms natively. */
export const work = {
  'SHA-256': { kind: 0, size: 16_000 },
  stencil: { kind: 1, size: 60 },
  sorting: { kind: 2, size: 50_000 },
  Mandelbrot: { kind: 3, size: 40 },
};

/** @param workloads the path of the compiled bench/workloads */
export async function makeLoads(workloads: string): Promise<Load[]> {
  const programs = await readBuiltPrograms();
  const built = (name: string) => find(programs, name);
  const pathOf = (name: string) => built(name).path;
  const computing = (name: string, payload: Hex): Load => ({
    name,
    codes: { workloads },
    programs: 1,
    setUp: (first) => create(first, 'workloads', '0x'),
    block: (first) => repeated(5, message(first, payload)),
    warmUp: 12,
    blocks: 12,
  });
  const counter: Load = {
    name: 'counter',
    codes: { counter: pathOf('counter') },
    programs: 1,
    setUp: (first) => create(first, 'counter', construct(built('counter'), 0)),
    block: (first) => repeated(50, message(first, call(built('counter'), 'Add', 1))),
    warmUp: 40,
    blocks: 10,
  };
  return [
    counter,
    {
      ...counter,
      name: 'counter, a message a block',
      block: (first) => [message(first, call(built('counter'), 'Add', 1))],
      warmUp: 600,
      blocks: 200,
    },
    {
      name: 'token',
      codes: { token: pathOf('token') },
      programs: 1,
      setUp: (first) => create(first, 'token', construct(built('token'), 1_000_000n)),
      block: (first) => repeated(50, message(first, call(built('token'), 'Transfer', actor(101), 1n))),
      warmUp: 40,
      blocks: 10,
    },
    {
      name: 'ping-pong of two programs',
      codes: { ping: pathOf('ping'), pong: pathOf('pong') },
      programs: 2,
      setUp: (first) => [
        ...create(first, 'pong', '0x'),
        ...create(first + 1, 'ping', construct(built('ping'), actor(first))),
      ],
      block: (first) => repeated(20, message(first + 1, call(built('ping'), 'Ping'))),
      warmUp: 30,
      blocks: 15,
    },
    ...Object.entries(work).map(([name, { kind, size }]) => computing(name, workPayload(kind, size))),
    computing('memory: 256 pages written', workPayload(4, 256)),
  ];
}

/** Programs that have nothing to do with each other and all compute. */
export function independentLoad(workloads: string, programs: number): Load {
  const { kind, size } = work['SHA-256'];
  const ids = (first: number) => Array.from({ length: programs }, (_, index) => first + index);
  return {
    name: `${programs} programs, SHA-256`,
    codes: { workloads },
    programs,
    setUp: (first) => ids(first).flatMap((id) => create(id, 'workloads', '0x')),
    block: (first) => ids(first).flatMap((id) => repeated(4, message(id, workPayload(kind, size)))),
    warmUp: 6,
    blocks: 10,
  };
}

/** ms a message, of the times of all blocks of the load. */
export function perMessage(load: Load, times: readonly number[]): number {
  const measured = times.slice(-load.blocks);
  return measured.reduce((sum, time) => sum + time, 0) / (load.blocks * load.block(1).length);
}

/** Writes the load as a scenario. @returns its path */
export function writeLoad(load: Load, folder: string): string {
  const set = (first: number, count: number) => [
    load.setUp(first),
    ...Array<CaseEvent[]>(count).fill(load.block(first)),
  ];
  const blocks = [...set(1, load.warmUp), ...set(1 + load.programs, load.blocks)];
  const { name: title, codes } = load;
  const name = title.replaceAll(/[^a-z0-9]+/gi, '-');
  return writeCase(
    { title, codes, blocks: blocks.map((events, index) => ({ height: index + 1, events })) },
    folder,
    name,
  );
}

export function workPayload(kind: number, size: number): Hex {
  const bytes = new Uint8Array(5);
  bytes[0] = kind;
  new DataView(bytes.buffer).setUint32(1, size, true);
  return bytesToHex(bytes);
}

function create(program: number, code: string, payload: Hex): CaseEvent[] {
  return [
    { type: 'create', program, code },
    { type: 'topUp', program, value: '1000000000000000000' },
    message(program, payload),
  ];
}

function message(program: number, payload: Hex): CaseEvent {
  return { type: 'message', program, source: 100, payload };
}

function repeated(count: number, event: CaseEvent): CaseEvent[] {
  return Array<CaseEvent>(count).fill(event);
}

function actor(id: number): Hex {
  return bytesToHex(actorBytes(id, 0n).subarray(0, 32));
}

function construct({ constructors }: BuiltProgram, ...args: Value[]): Hex {
  const [first] = constructors;
  if (!first) throw new RangeError('The program has no constructor');
  return bytesToHex(encodeCall(first, args));
}

function call({ functions, name }: BuiltProgram, fn: string, ...args: Value[]): Hex {
  const found = functions.find((candidate) => candidate.name === fn);
  if (!found) throw new RangeError(`${name} has no function ${fn}`);
  return bytesToHex(encodeCall(found, args));
}

function find(programs: readonly BuiltProgram[], name: string): BuiltProgram {
  const program = programs.find((candidate) => candidate.name === name);
  if (!program) throw new RangeError(`There is no example program ${name}`);
  return program;
}
