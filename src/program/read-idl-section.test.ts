import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readIdlSection } from './read-idl-section.ts';

const head = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const deflated = (text: string) => [...deflateSync(new TextEncoder().encode(text))];

function custom(name: string, body: number[]): number[] {
  const content = [name.length, ...utf8(name), ...body];
  const size = [0, 7, 14, 21].map((shift) => ((content.length >> shift) & 0x7f) | (shift < 21 ? 0x80 : 0));
  return [0, ...size, ...content];
}

describe('readIdlSection', () => {
  const text = 'service A {} // żółw';
  const compressed = custom('sails:idl', [1, 1, ...deflated(text)]);
  const read = (...bytes: number[]) => readIdlSection(Uint8Array.from([...head, ...bytes]));

  it('finds the section among others, compressed or not', () => {
    expect(read(5, 3, 1, 0, 1, ...custom('name', [1, 2, 3]), ...compressed, 10, 1, 0)).toBe(text);
    expect(read(...custom('sails:idl', [1, 0, ...utf8(text)]))).toBe(text);
  });

  it('finds nothing in code without it, or in what is not Wasm', () => {
    expect(read(...custom('name', []))).toBeUndefined();
    expect(readIdlSection(new Uint8Array())).toBeUndefined();
    expect(readIdlSection(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]))).toBeUndefined();
  });

  it('survives every cut and lengths that lie', () => {
    const whole = [...head, ...compressed];
    for (let end = 0; end < whole.length; end++) {
      expect(readIdlSection(Uint8Array.from(whole.slice(0, end)))).toBeUndefined();
    }
    expect(read(0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)).toBeUndefined();
    expect(read(0, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)).toBeUndefined();
    expect(read(0, 2, 0xff, 0x01)).toBeUndefined();
  });

  it('does not take what it cannot read', () => {
    const section = (...body: number[]) => read(...custom('sails:idl', body));
    expect(section(1, 0, 0xff, 0xfe)).toBeUndefined();
    expect(section(2, 0, ...utf8(text))).toBeUndefined();
    expect(section(1, 2, ...utf8(text))).toBeUndefined();
    expect(section(1, 1, 0xff, 0xff, 0xff)).toBeUndefined();
    expect(section(1, 1, ...deflated(text).slice(0, -4))).toBeUndefined();
    expect(section(1, 1)).toBeUndefined();
    expect(section()).toBeUndefined();
  });

  it('stops at text that is too long, however small its compressed form', () => {
    expect(read(...custom('sails:idl', [1, 1, ...deflated(' '.repeat(8 * 1024 * 1024))]))).toBeUndefined();
  });
});
