import type { IdlField, IdlType, NamedType, PrimitiveName, PrimitiveType } from './idl.ts';
import type { RawField, RawType, TypeDecl } from './idl-document.ts';
import { typeText } from './type-text.ts';

/** More distinct instances of named types than any real program has; generics can ask for endlessly many. */
const maxInstances = 2000;
const maxDepth = 64;
/** Of a type written out. Aliases can double a type at each step. */
const maxTextLength = 2000;

/** A declaration that cannot be resolved; its message is for the person who wrote the IDL. */
export class TypeResolutionError extends Error {}

type Arguments = ReadonlyMap<string, IdlType>;

/**
 * Resolves the type declarations of one scope (a service, or the program's constructors): looks up names, expands
 * aliases, puts generic arguments in. The same instance of a named type is the same object.
 */
export class TypeScope {
  readonly #declared: ReadonlyMap<string, RawType>;
  readonly #instances = new Map<string, IdlType>();
  readonly #textLengths = new WeakMap<IdlType, number>();

  constructor(types: readonly RawType[] = []) {
    this.#declared = new Map(types.map((type) => [type.name, type]));
  }

  /** @throws TypeResolutionError */
  resolve(declaration: TypeDecl): IdlType {
    return this.#resolve(declaration, new Map(), 0);
  }

  fields(fields: readonly RawField[]): IdlField[] {
    return this.#fields(fields, new Map(), 0);
  }

  #resolve(declaration: TypeDecl, given: Arguments, depth: number): IdlType {
    const type = this.#expand(declaration, given, depth);
    if (this.#textLength(type) > maxTextLength) throw new TypeResolutionError('A type is too large to be written out');
    return type;
  }

  #expand(declaration: TypeDecl, given: Arguments, depth: number): IdlType {
    if (depth > maxDepth) throw new TypeResolutionError(`Types are nested more than ${maxDepth} deep`);
    const inner = (part: TypeDecl) => this.#resolve(part, given, depth + 1);
    if (typeof declaration === 'string') return { kind: 'primitive', name: declaration as PrimitiveName };
    switch (declaration.kind) {
      case 'slice': {
        const item = inner(declaration.item);
        return isByte(item) ? { kind: 'bytes' } : { kind: 'vec', item };
      }
      case 'array': {
        const item = inner(declaration.item);
        const length = declaration.len;
        return isByte(item) ? { kind: 'bytes', length } : { kind: 'array', item, length };
      }
      case 'tuple':
        // The grammar reads `(T)` as a tuple of one, which encodes as T.
        if (declaration.types.length === 1 && declaration.types[0] !== undefined) return inner(declaration.types[0]);
        return { kind: 'tuple', items: declaration.types.map(inner) };
      case 'generic': {
        const type = given.get(declaration.name);
        if (!type) throw new TypeResolutionError(`The type parameter ${declaration.name} has no value`);
        return type;
      }
      case 'named':
        return this.#named(declaration.name, (declaration.generics ?? []).map(inner), depth);
    }
  }

  #named(name: string, args: IdlType[], depth: number): IdlType {
    const declared = this.#declared.get(name);
    const nonZero = nonZeroOf(name);
    if (nonZero && args.length === 0 && (!declared || isNewtype(declared, nonZero.name))) return nonZero;
    if (!declared) return builtIn(name, args);

    const params = declared.type_params ?? [];
    if (params.length !== args.length) {
      throw new TypeResolutionError(`${name} takes ${params.length} type arguments, not ${args.length}`);
    }
    const given = new Map(params.map((param, index) => [param.name, args[index] as IdlType]));
    const shown = args.length > 0 ? `${name}<${args.map(typeText).join(', ')}>` : name;
    const known = this.#instances.get(shown);
    if (known) return known;
    if (this.#instances.size >= maxInstances) {
      throw new TypeResolutionError(`${name} stands for more than ${maxInstances} different types`);
    }
    if (declared.kind === 'alias') {
      const target = this.#resolve(declared.target, given, depth + 1);
      this.#instances.set(shown, target);
      return target;
    }
    // Registered before its fields are resolved, so that a type can contain itself.
    const docs = declared.docs ?? [];
    if (declared.kind === 'struct') {
      const type: NamedType = { kind: 'struct', name: shown, docs, fields: [] };
      this.#instances.set(shown, type);
      type.fields = this.#fields(declared.fields, given, depth + 1);
      return type;
    }
    const type: NamedType = { kind: 'enum', name: shown, docs, variants: [] };
    this.#instances.set(shown, type);
    type.variants = declared.variants.map((variant) => ({
      name: variant.name,
      docs: variant.docs ?? [],
      fields: this.#fields(variant.fields, given, depth + 1),
    }));
    return type;
  }

  #textLength(type: IdlType): number {
    const known = this.#textLengths.get(type);
    if (known !== undefined) return known;
    const length = textLength(type, (part) => this.#textLength(part));
    this.#textLengths.set(type, length);
    return length;
  }

  #fields(fields: readonly RawField[], given: Arguments, depth: number): IdlField[] {
    return fields.map((field) => ({
      name: field.name ?? '',
      type: this.#resolve(field.type, given, depth),
      docs: field.docs ?? [],
      ...(field.annotations?.some(([name]) => name === 'indexed') && { indexed: true }),
    }));
  }
}

/** Roughly how long {@link typeText} is, from the known lengths of the parts. */
function textLength(type: IdlType, of: (part: IdlType) => number): number {
  switch (type.kind) {
    case 'vec':
    case 'array':
    case 'option':
      return 10 + of(type.item);
    case 'tuple':
      return type.items.reduce((sum, item) => sum + 2 + of(item), 2);
    case 'result':
      return 10 + of(type.ok) + of(type.error);
    case 'struct':
    case 'enum':
      return type.name.length;
    default:
      return 10;
  }
}

function builtIn(name: string, args: IdlType[]): IdlType {
  const [first, second] = args;
  if (name === 'Option' && first && args.length === 1) return { kind: 'option', item: first };
  if (name === 'Result' && first && second && args.length === 2) return { kind: 'result', ok: first, error: second };
  throw new TypeResolutionError(`There is no type ${name} with ${args.length} type arguments`);
}

function isByte(type: IdlType): boolean {
  return type.kind === 'primitive' && type.name === 'u8' && !type.nonZero;
}

function nonZeroOf(name: string): PrimitiveType | undefined {
  const match = /^NonZero([UI])(8|16|32|64|128|256)$/.exec(name);
  if (!match || match[0] === 'NonZeroI256') return undefined;
  const primitive = match[2] === '256' ? 'U256' : `${match[1]?.toLowerCase()}${match[2]}`;
  return { kind: 'primitive', name: primitive as PrimitiveName, nonZero: true };
}

/** Sails writes `struct NonZeroU8(u8);` into the service that uses it. */
function isNewtype(type: RawType, of: PrimitiveName): boolean {
  return type.kind === 'struct' && type.fields.length === 1 && !type.fields[0]?.name && type.fields[0]?.type === of;
}
