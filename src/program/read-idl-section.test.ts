import { describe, expect, it } from 'vitest';
import { readIdlSection } from './read-idl-section.ts';

const head = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const text = (value: string) => [...new TextEncoder().encode(value)];

function custom(name: string, body: number[]): number[] {
  const content = [name.length, ...text(name), ...body];
  // Lengths below are written in two bytes, which is legal for small ones too.
  return [0, (content.length & 0x7f) | 0x80, content.length >> 7, ...content];
}

describe('readIdlSection', () => {
  const section = custom('sails:idl', text('service A {} // żółw'));

  it('finds the section among others', () => {
    const wasm = Uint8Array.from([...head, 5, 3, 1, 0, 1, ...custom('name', [1, 2, 3]), ...section, 10, 1, 0]);
    expect(readIdlSection(wasm)).toBe('service A {} // żółw');
  });

  it('finds nothing in code without it, or in what is not Wasm', () => {
    expect(readIdlSection(Uint8Array.from([...head, ...custom('name', [])]))).toBeUndefined();
    expect(readIdlSection(new Uint8Array())).toBeUndefined();
    expect(readIdlSection(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBeUndefined();
  });

  it('survives every cut and lengths that lie', () => {
    const whole = [...head, ...section];
    for (let end = 0; end < whole.length; end++) {
      expect(readIdlSection(Uint8Array.from(whole.slice(0, end)))).toBeUndefined();
    }
    expect(readIdlSection(Uint8Array.from([...head, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]))).toBeUndefined();
    expect(readIdlSection(Uint8Array.from([...head, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]))).toBeUndefined();
    expect(readIdlSection(Uint8Array.from([...head, 0, 2, 0xff, 0x01]))).toBeUndefined();
  });

  it('does not take bytes that are no text', () => {
    expect(readIdlSection(Uint8Array.from([...head, ...custom('sails:idl', [0xff, 0xfe])]))).toBeUndefined();
  });
});
