import { type Codec, i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, u256 } from 'scale-ts';
import type { IdName, IntegerName, PrimitiveName } from '../idl.ts';

/** scale-ts for each integer; it neither checks ranges when it encodes nor wants a view into a larger buffer. */
export const integerCodecs: { [Name in IntegerName]: Codec<number> | Codec<bigint> } = {
  u8,
  u16,
  u32,
  u64,
  u128,
  U256: u256,
  i8,
  i16,
  i32,
  i64,
  i128,
};

/** Types up to 32 bits are numbers in JavaScript, wider ones bigints. */
export function isWide(name: IntegerName): boolean {
  return !['u8', 'u16', 'u32', 'i8', 'i16', 'i32'].includes(name);
}

export const idLengths: Record<IdName, number> = { ActorId: 32, CodeId: 32, MessageId: 32, H160: 20, H256: 32 };

export function isInteger(name: PrimitiveName): name is IntegerName {
  return name in integerCodecs;
}

export function isId(name: PrimitiveName): name is IdName {
  return name in idLengths;
}
