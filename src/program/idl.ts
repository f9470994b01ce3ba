import type { Hex } from '../shared/hex.ts';

/**
 * A program's interface, as everything in `src/program` and the views above it see it.
 *
 * `parse-idl.ts` makes it out of IDL v2 text. All types in it are resolved: aliases and generics are expanded,
 * names are looked up in the service that declares them. A recursive type (`struct Node { next: Option<Node> }`)
 * is therefore a cycle of objects: walk types along values, or keep a set of what was seen.
 */
export interface ProgramIdl {
  /** The text it was read from. */
  text: string;
  /** Empty when the text declares services but no program. */
  name: string;
  docs: string[];
  /** Of `!@sails: …`. */
  sailsVersion: string | undefined;
  constructors: IdlFunction[];
  /** In the program's order, which is that of their routes. */
  services: IdlService[];
}

export interface IdlService {
  /** The name under which the program exposes it. */
  name: string;
  docs: string[];
  /** From 1; 0 when the text has no `program` block: Sails then finds the service by its interface id. */
  routeIdx: number;
  interfaceId: Hex;
  /** Its own, then those of the services that it extends. */
  functions: IdlFunction[];
  events: IdlEvent[];
}

/** Where a call, reply or event of the program belongs: the changing part of the message header. */
export interface IdlRoute {
  /** 8 bytes; zeros for constructors. */
  interfaceId: Hex;
  /** u16 */
  entryId: number;
  /** u8; 0 for constructors. */
  routeIdx: number;
}

export interface IdlFunction extends IdlRoute {
  /** Unique in the program and the same after a rebuild that leaves the service's interface alone. */
  key: string;
  kind: 'constructor' | 'command' | 'query';
  name: string;
  docs: string[];
  /** The exposed service's name; empty for constructors. */
  service: string;
  /** The service that declares it, when that is another one. */
  inheritedFrom?: string;
  params: IdlField[];
  output: IdlType;
  /** What an error reply carries, when the function declares it. */
  throws?: IdlType;
  /** Whether it accepts value. */
  payable: boolean;
  /** Whether its reply may carry value. */
  returnsValue: boolean;
  /** False for functions that answer calls in Solidity's encoding only. */
  scale: boolean;
  /** False for functions that answer calls in SCALE only. Programs built without `ethexe` answer no others. */
  solidity: boolean;
}

export interface IdlEvent extends IdlRoute {
  name: string;
  docs: string[];
  service: string;
  fields: IdlField[];
}

export interface IdlField {
  /** Empty in tuples and tuple-like structs. */
  name: string;
  type: IdlType;
  docs: string[];
  /** Of an event's field: whether it is a topic of the Ethereum log. */
  indexed?: true;
}

export type IdlType = PrimitiveType | BytesType | VecType | ArrayType | TupleType | OptionType | ResultType | NamedType;

/** Types made of other types. */
export type NamedType = StructType | EnumType;

export interface PrimitiveType {
  kind: 'primitive';
  name: PrimitiveName;
  /** `NonZeroU8` and its like. */
  nonZero?: true;
}

export type PrimitiveName = '()' | 'bool' | 'char' | 'String' | IntegerName | IdName;
export type IntegerName = 'u8' | 'u16' | 'u32' | 'u64' | 'u128' | 'U256' | 'i8' | 'i16' | 'i32' | 'i64' | 'i128';
export type IdName = 'ActorId' | 'CodeId' | 'MessageId' | 'H160' | 'H256';

/** `[u8]`, or `[u8; length]`. */
export interface BytesType {
  kind: 'bytes';
  length?: number;
}

/** `[T]`: vectors, sets, and maps as `[(K, V)]`. */
export interface VecType {
  kind: 'vec';
  item: IdlType;
}

/** `[T; length]` */
export interface ArrayType {
  kind: 'array';
  item: IdlType;
  length: number;
}

export interface TupleType {
  kind: 'tuple';
  items: IdlType[];
}

export interface OptionType {
  kind: 'option';
  item: IdlType;
}

export interface ResultType {
  kind: 'result';
  ok: IdlType;
  error: IdlType;
}

export interface StructType {
  kind: 'struct';
  /** With its type arguments, e.g. `Point<u32>`. */
  name: string;
  docs: string[];
  /** Either all have names or none has. */
  fields: IdlField[];
}

export interface EnumType {
  kind: 'enum';
  name: string;
  docs: string[];
  /** At the index that SCALE writes. */
  variants: IdlVariant[];
}

export interface IdlVariant {
  name: string;
  docs: string[];
  fields: IdlField[];
}
