import { describe, expect, it } from 'vitest';
import type { IdlType } from './idl.ts';
import { problemText } from './parse-idl.ts';
import { loadParser, parseIdl } from './test-vectors/parser.ts';
import { functionText, typeText } from './type-text.ts';

const parser = await loadParser();

function problemOf(text: string): string {
  const result = parser.parse(text);
  if (result.status === 'ok') throw new Error('It was accepted');
  return problemText(result.problem);
}

describe('a program', () => {
  it('has constructors, services by route, functions with ids, and docs', async () => {
    const idl = await parseIdl(`
      !@sails: 2.0.0
      service Door {
        functions {
          /// Opens it.
          /// And keeps it open.
          @payable
          @returns_value
          Open(by: ActorId, seconds: u32) -> bool throws String;
          @query
          IsOpen() -> bool;
          @codec: ethabi
          Knock();
        }
        events { Opened { @indexed
          by: ActorId, at: u64 }, Closed }
      }
      program House {
        constructors { New(doors: u8); Default(); }
        services { Door: Front, Door: Back }
      }`);
    expect(idl).toMatchObject({ name: 'House', sailsVersion: '2.0.0' });
    expect(idl.constructors.map((ctor) => [ctor.name, ctor.entryId, ctor.kind])).toEqual([
      ['New', 0, 'constructor'],
      ['Default', 1, 'constructor'],
    ]);
    expect(idl.services.map((service) => [service.name, service.routeIdx])).toEqual([
      ['Front', 1],
      ['Back', 2],
    ]);
    const [isOpen, knock, open] = idl.services[0]?.functions ?? [];
    expect(isOpen).toMatchObject({
      name: 'IsOpen',
      kind: 'query',
      entryId: 0,
      routeIdx: 1,
      scale: true,
      solidity: true,
    });
    expect(knock).toMatchObject({
      name: 'Knock',
      kind: 'command',
      scale: false,
      solidity: true,
      output: { name: '()' },
    });
    expect(knock?.returnsValue).toBe(false);
    expect(open).toMatchObject({ payable: true, returnsValue: true, docs: ['Opens it.', 'And keeps it open.'] });
    expect(open && functionText(open)).toBe('Open(by: ActorId, seconds: u32) -> bool throws String');
    expect(idl.services[0]?.events.map((event) => event.name)).toEqual(['Closed', 'Opened']);
    expect(idl.services[0]?.events[1]?.fields).toMatchObject([{ name: 'by', indexed: true }, { name: 'at' }]);
    expect(idl.services[0]?.events[1]?.fields[1]).not.toHaveProperty('indexed');
  });

  it('calls inherited functions by the base’s interface on its own route', async () => {
    const idl = await parseIdl(`
      service Animal { functions { Eat(); } events { Ate } }
      service Dog { extends { Animal } functions { Bark(); } }
      program Farm { services { Dog } }`);
    const [bark, eat] = idl.services[0]?.functions ?? [];
    expect(bark?.interfaceId).toBe(idl.services[0]?.interfaceId);
    expect(eat).toMatchObject({ name: 'Eat', inheritedFrom: 'Animal', routeIdx: 1, service: 'Dog' });
    expect(eat?.interfaceId).not.toBe(bark?.interfaceId);
    expect(idl.services[0]?.events).toMatchObject([{ name: 'Ate', interfaceId: eat?.interfaceId, routeIdx: 1 }]);
  });
});

describe('types', () => {
  async function typeOf(type: string, types = ''): Promise<IdlType> {
    const idl = await parseIdl(`service S { functions { F(x: ${type}); } types { ${types} } }`);
    return idl.services[0]?.functions[0]?.params[0]?.type as IdlType;
  }

  it.each([
    ['u8', 'u8'],
    ['String', 'String'],
    ['[u8]', '[u8]'],
    ['[u8; 32]', '[u8; 32]'],
    ['[[u16; 2]]', '[[u16; 2]]'],
    ['(u8, (String, bool))', '(u8, (String, bool))'],
    ['(u32)', 'u32'],
    ['Option<Result<(), H256>>', 'Option<Result<(), H256>>'],
  ])('%s', async (given, expected) => {
    expect(typeText(await typeOf(given))).toBe(expected);
  });

  it('expands generics and aliases', async () => {
    const type = await typeOf(
      'Pair<Amount, Pair<u8, bool>>',
      'struct Pair<A, B> { left: A, right: [B] } alias Amount = Big<Option<u128>>; alias Big<T> = (T, T);',
    );
    expect(typeText(type)).toBe('Pair<(Option<u128>, Option<u128>), Pair<u8, bool>>');
    expect(type.kind === 'struct' && type.fields.map((field) => typeText(field.type))).toEqual([
      '(Option<u128>, Option<u128>)',
      '[Pair<u8, bool>]',
    ]);
  });

  it('takes Sails’ newtype for a non-zero number', async () => {
    expect(typeText(await typeOf('NonZeroU256', 'struct NonZeroU256(U256);'))).toBe('NonZeroU256');
    expect(await typeOf('NonZeroU32', 'struct NonZeroU32(u32);')).toEqual({
      kind: 'primitive',
      name: 'u32',
      nonZero: true,
    });
  });

  it('ties a recursive type into a cycle', async () => {
    // Services cannot have them, constructors can.
    const idl = await parseIdl(
      'program P { constructors { New(x: Node); } types { struct Node { next: Option<Node> } } }',
    );
    const type = idl.constructors[0]?.params[0]?.type as IdlType;
    const next = type.kind === 'struct' && type.fields[0]?.type;
    expect(next && next.kind === 'option' && next.item).toBe(type);
  });
});

describe('what is not an IDL', () => {
  it('says where', () => {
    expect(problemOf('service A {\n  functions { Broken(x u8); }\n}')).toBe(
      'Line 2, column 22: expected a parameter (name: type)',
    );
  });

  it('knows Sails’ first version', () => {
    const text =
      'constructor {\n  New : ();\n};\nservice Counter {\n  Add : (value: u32) -> u32;\n  query Value : () -> u32;\n};';
    expect(problemOf(text)).toContain('before version 2');
  });

  it('says what', () => {
    expect(problemOf('service A { functions { F(x: Nowhere); } }')).toContain("Unknown type 'Nowhere'");
    expect(problemOf('service A { functions { F(x: P); } types { struct P<T>(T); } }')).toBe(
      'generic type parameter `T` must be resolved',
    );
    expect(problemOf('\u0000\u0001binary')).toContain('Line 1');
  });

  it('is refused in bounded time and memory, and the next text is read again', () => {
    const nest = (open: string, close: string, depth: number) =>
      `service A { functions { F(x: ${open.repeat(depth)}u8${close.repeat(depth)}); } }`;
    expect(problemOf(nest('[', ']', 50_000))).toContain('nested');
    expect(problemOf(nest('[', ';1]', 40))).toContain('call limit');
    expect(problemOf(' '.repeat(2_000_000))).toContain('at most');
    const inService = (types: string) => `service A { functions { F(x: X0); } types { ${types} } }`;
    const inProgram = (types: string) => `program P { constructors { New(x: X0); } types { ${types} } }`;
    const doubling = (last: number) =>
      `${Array.from({ length: last }, (_, i) => `alias X${i} = (X${i + 1}, X${i + 1});`).join('')}alias X${last} = u8;`;
    expect(problemOf(inService(doubling(60)))).toContain('more than');
    expect(problemOf(inProgram(doubling(60)))).toContain('nested');
    expect(problemOf(inProgram(doubling(25)))).toContain('too large');
    const growing = 'struct X0 { g: G<u8> } struct G<T> { next: Option<G<(T, T)>> }';
    expect(problemOf(inService(growing))).toContain('contains itself');
    expect(problemOf(inProgram(growing))).toContain('too large');
    expect(problemOf(inService('alias X0 = X0;'))).toContain('contains itself');
    expect(problemOf(inProgram('alias X0 = X0;'))).toContain('nested');
    const bases = Array.from(
      { length: 5000 },
      (_, i) => `service S${i} { extends { S${i + 1} } functions { F${i}(); } }`,
    );
    expect(problemOf(`${bases.join('')} service S5000 { functions { F(); } }`)).toBeTruthy();
    expect(parser.parse('service A { functions { F(); } }').status).toBe('ok');
  });
});
