import { describe, expect, it } from 'vitest';
import type { ProgramIdl } from './idl.ts';
import { compareIdl } from './idl-fit.ts';
import { loadParser } from './test-vectors/parser.ts';

const parser = await loadParser();
const counter = 'service Counter { functions { Add(by: u32) -> u32; } }';
const program = `${counter} program P { constructors { New(start: u32); } services { Counter } }`;

function idlOf(text: string): ProgramIdl {
  const result = parser.parse(text);
  if (result.status === 'invalid') throw new Error(result.problem.message);
  return result.idl;
}

/** A Wasm that holds nothing but an IDL of less than 16 KiB. */
function wasmWith(idl: string): Uint8Array {
  const name = new TextEncoder().encode('sails:idl');
  const content = [name.length, ...name, 1, 0, ...new TextEncoder().encode(idl)];
  const size = [(content.length & 0x7f) | 0x80, content.length >> 7];
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0, ...size, ...content]);
}

describe('compareIdl', () => {
  it('takes the same interface however it is written', () => {
    const rewritten = `// The same\n${program.replace('by: u32', 'amount: u32').replace('start', 'first')}`;
    expect(compareIdl(parser, idlOf(rewritten), wasmWith(program))).toEqual({ status: 'fits' });
  });

  it('names what differs', () => {
    const other = program.replace('by: u32', 'by: u64').replace('New(start', 'Create(start');
    const fit = compareIdl(parser, idlOf(other), wasmWith(program));
    expect(fit.status === 'differs' && fit.differences).toEqual([
      'Constructor Create(start: u32) is in the IDL but not in the Wasm',
      expect.stringMatching(/^Service Counter \(interface 0x.{16}, route 1\) is in the IDL but not in the Wasm$/),
      'Constructor New(start: u32) is in the Wasm but not in the IDL',
      expect.stringMatching(/^Service Counter \(interface 0x.{16}, route 1\) is in the Wasm but not in the IDL$/),
    ]);
  });

  it('takes a service’s own IDL for a part of the program', () => {
    expect(compareIdl(parser, idlOf(counter), wasmWith(program))).toEqual({ status: 'fits' });
    expect(compareIdl(parser, idlOf(counter.replace('Add', 'Sub')), wasmWith(program)).status).toBe('differs');
  });

  it('does not know without an IDL in the Wasm', () => {
    expect(compareIdl(parser, idlOf(program), new Uint8Array())).toMatchObject({ status: 'unknown' });
    expect(compareIdl(parser, idlOf(program), wasmWith('nonsense'))).toMatchObject({
      status: 'unknown',
      reason: expect.stringContaining('cannot be read'),
    });
  });
});
