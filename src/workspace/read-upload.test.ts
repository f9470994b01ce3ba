import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readUpload, type UploadSource } from './read-upload.ts';

const WASM = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

function source(path: string, bytes: Uint8Array | string, size?: number): UploadSource {
  const data = typeof bytes === 'string' ? strToU8(bytes) : bytes;
  return { path, size: size ?? data.length, read: async () => data.slice() };
}

describe('readUpload', () => {
  it('pairs a program with its interface', async () => {
    const upload = await readUpload([source('ping.opt.wasm', WASM), source('other.idl', 'service {}')]);
    expect(upload.programs).toEqual([{ name: 'ping', wasm: WASM, idl: 'service {}' }]);
    expect(upload.files).toEqual({});
  });

  it('refuses what is too large without reading it', async () => {
    const huge: UploadSource = {
      path: 'huge.rs',
      size: 100 * 1024 * 1024,
      read: () => Promise.reject(new Error('was read')),
    };
    const upload = await readUpload([huge, source('a.rs', 'fn a() {}')]);
    expect(upload.files).toEqual({ 'a.rs': 'fn a() {}' });
    expect(upload.refused).toEqual([{ path: 'huge.rs', reason: 'It has 100.0 MiB; a text file may have 1.0 MiB' }]);
  });

  it('unpacks an archive, drops its common folder and what slips out of it', async () => {
    const zip = zipSync({
      'p/Cargo.toml': strToU8('[package]'),
      'p/src/lib.rs': strToU8('x'),
      'p/target/x': strToU8('y'),
    });
    expect((await readUpload([source('p.zip', zip)])).files).toEqual({ 'Cargo.toml': '[package]', 'src/lib.rs': 'x' });

    const slip = zipSync({ '../evil.rs': strToU8('x'), '/abs.rs': strToU8('x'), 'ok.rs': strToU8('x') });
    const upload = await readUpload([source('slip.zip', slip)]);
    expect(Object.keys(upload.files)).toEqual(['ok.rs']);
    expect(upload.refused).toHaveLength(2);
  });

  it('bounds what an archive unpacks to', async () => {
    const zip = zipSync({ 'bomb.rs': new Uint8Array(17 * 1024 * 1024) });
    const upload = await readUpload([source('bomb.zip', zip)]);
    expect(upload.files).toEqual({});
    expect(upload.refused[0]?.reason).toContain('may unpack to 16.0 MiB');
  });

  it('says what is wrong with a broken archive, a fake program and a binary file', async () => {
    await expect(readUpload([source('x.zip', 'not a zip')])).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
    const upload = await readUpload([source('x.wasm', 'text'), source('x.png', new Uint8Array([0xff, 0xfe, 0]))]);
    expect(upload.refused.map(({ path }) => path)).toEqual(['x.wasm', 'x.png']);
  });
});
