import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeCall } from '../../src/program/codec/encode-call.ts';
import type { IdlFunction, IdlType } from '../../src/program/idl.ts';
import { IdlParser } from '../../src/program/parse-idl.ts';
import type { Value } from '../../src/program/value.ts';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { root } from '../node-path.mjs';
import { actorBytes, userIds } from './layout.ts';
import type { Random } from './random.ts';

/** An example program as set-up built it. */
export interface BuiltProgram {
  name: string;
  /** Of its Wasm. */
  path: string;
  constructors: IdlFunction[];
  /** Empty for programs without an IDL, which are called with text. */
  functions: IdlFunction[];
}

const names = ['counter', 'token', 'ping', 'pong', 'vault', 'panicker', 'memory-hog'];

export async function readBuiltPrograms(): Promise<BuiltProgram[]> {
  const parser = await IdlParser.load(readFileSync(join(root, 'public/engine/idl.wasm')));
  return names.map((name) => {
    const path = join(root, `build/programs/${name}.wasm`);
    const idlPath = join(root, `build/programs/${name}.idl`);
    if (!existsSync(idlPath)) return { name, path, constructors: [], functions: [] };
    const result = parser.parse(readFileSync(idlPath, 'utf8'));
    if (result.status === 'invalid') throw new Error(`${idlPath}: ${result.problem.message}`);
    const { constructors, services } = result.idl;
    return { name, path, constructors, functions: services.flatMap(({ functions }) => functions) };
  });
}

/** A call of one of the functions; now and then damaged. */
export function randomCall(random: Random, functions: readonly IdlFunction[], actors: readonly number[]): Hex {
  if (functions.length === 0) return bytesToHex(new TextEncoder().encode(random.pick(['PING', 'PING', 'PONG', ''])));
  const fn = random.pick(functions);
  const call = encodeCall(
    fn,
    fn.params.map(({ name, type }) => randomValue(random, type, name, actors)),
  );
  if (random.chance(90)) return bytesToHex(call);
  if (random.chance(50)) return bytesToHex(call.subarray(0, random.below(call.length)));
  const at = random.below(call.length);
  return bytesToHex(call.map((byte, index) => (index === at ? byte ^ (1 << random.below(8)) : byte)));
}

function randomValue(random: Random, type: IdlType, name: string, actors: readonly number[]): Value {
  if (type.kind !== 'primitive') throw new TypeError(`No example program takes a ${type.kind} so far`);
  switch (type.name) {
    case 'u32':
      // A row of mebibytes costs seconds.
      if (name === 'mebibytes') return random.below(4);
      return random.weighted([
        [80, random.below(10)],
        [10, 0xffffffff],
        [10, random.u32()],
      ]);
    case 'u128':
      return random.weighted([
        [80, BigInt(random.below(1000))],
        [10, 2n ** 128n - 1n],
        [10, random.u64()],
      ]);
    case 'ActorId':
      return bytesToHex(actorBytes(random.pick([...actors, ...userIds]), 0n).subarray(0, 32));
    case 'String':
      return 'ä'.repeat(random.below(200));
    default:
      throw new TypeError(`No example program takes a ${type.name} so far`);
  }
}
