import type { IdlField, IdlType } from '../idl.ts';

/**
 * The Solidity type that Sails (through alloy) encodes an IDL type as, e.g. `uint128`; undefined for types that
 * have none: Option, Result, enums, maps of such, `char`, and a bare `u8`, which alloy reserves for bytes.
 */
export function solidityType(type: IdlType): string | undefined {
  switch (type.kind) {
    case 'primitive':
      return type.nonZero ? undefined : primitives[type.name];
    case 'bytes':
      if (type.length === undefined) return 'bytes';
      return type.length >= 1 && type.length <= 32 ? `bytes${type.length}` : undefined;
    case 'vec':
    case 'array': {
      const item = solidityType(type.item);
      return item && `${item}[${type.kind === 'array' ? type.length : ''}]`;
    }
    case 'tuple':
      return tupleOf(type.items);
    case 'struct': {
      // Sails' own `Address(H160)`.
      const [field] = type.fields;
      return type.fields.length === 1 && field?.name === '' ? solidityType(field.type) : undefined;
    }
    default:
      return undefined;
  }
}

/** What Ethereum hashes into a log's first topic, e.g. `Added(uint32,address)`. */
export function soliditySignature(name: string, fields: readonly IdlField[]): string | undefined {
  const types = tupleOf(fields.map((field) => field.type));
  return types && `${name}${types}`;
}

function tupleOf(types: readonly IdlType[]): string | undefined {
  const items = types.map(solidityType);
  return items.includes(undefined) ? undefined : `(${items.join(',')})`;
}

const primitives: Partial<Record<string, string>> = {
  bool: 'bool',
  String: 'string',
  u16: 'uint16',
  u32: 'uint32',
  u64: 'uint64',
  u128: 'uint128',
  U256: 'uint256',
  i8: 'int8',
  i16: 'int16',
  i32: 'int32',
  i64: 'int64',
  i128: 'int128',
  ActorId: 'address',
  CodeId: 'bytes32',
  MessageId: 'bytes32',
  H160: 'address',
  H256: 'bytes32',
};
