import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cargoTargetDir, hashInputs, listFiles, root, run, SetupError } from './setup-step.mjs';

const quiet = () => {};

describe('inputs of a step', () => {
  let folder;
  const write = (path, text) => {
    mkdirSync(join(root, folder, path, '..'), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  };
  beforeAll(() => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    folder = relative(root, mkdtempSync(join(root, '.cache/inputs-'))).replaceAll('\\', '/');
    write('a/src/lib.rs', 'fn a() {}');
    write('a/src/deep/mod.rs', 'mod x;');
    write('a/Cargo.toml', '[package]');
    write('a/target/debug/junk.rs', 'junk');
    write('a/.hidden/junk.rs', 'junk');
  });
  afterAll(() => rmSync(join(root, folder), { recursive: true }));

  it('are files, folders and patterns, without what was built', () => {
    const list = (...patterns) =>
      listFiles(patterns.map((pattern) => `${folder}/${pattern}`)).map((path) => path.slice(folder.length + 1));
    expect(list('a')).toEqual(['a/Cargo.toml', 'a/src/deep/mod.rs', 'a/src/lib.rs']);
    expect(list('a/')).toEqual(list('a'));
    expect(list('a/**/*.rs')).toEqual(['a/src/deep/mod.rs', 'a/src/lib.rs']);
    expect(list('a/src/*.rs', 'a/src/lib.rs', 'a/nothing')).toEqual(['a/src/lib.rs']);
    expect(list('*/Cargo.toml')).toEqual(['a/Cargo.toml']);
  });

  it('hash to something else when a file changes, moves or appears', () => {
    const hashes = [hashInputs([folder])];
    write('a/src/lib.rs', 'fn b() {}');
    hashes.push(hashInputs([folder]));
    write('a/src/new.rs', '');
    hashes.push(hashInputs([folder]));
    write('a/target/debug/junk.rs', 'other junk');
    expect(hashInputs([folder])).toBe(hashes[2]);
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('run', () => {
  it('gives the output and shows each line', async () => {
    const lines = [];
    const script = "console.log('one'); console.error('two')";
    expect(await run((line) => lines.push(line), process.execPath, ['-e', script])).toBe('one\n');
    expect(lines.sort()).toEqual(['one', 'two']);
  });

  it('fails with the last lines and what to do', async () => {
    const script = "console.error('it broke'); process.exit(3)";
    const failure = run(quiet, process.execPath, ['-e', script], { hint: 'Mend it.' });
    await expect(failure).rejects.toThrow(SetupError);
    await expect(failure).rejects.toThrow(/exit code 3.*it broke.*Mend it\./s);
  });

  it('names a program that is missing', async () => {
    await expect(run(quiet, 'no-such-program', [])).rejects.toThrow('no-such-program is not installed or not in PATH');
  });
});

describe('cargoTargetDir', () => {
  const before = process.env.CARGO_TARGET_DIR;
  afterAll(() => {
    if (before === undefined) delete process.env.CARGO_TARGET_DIR;
    else process.env.CARGO_TARGET_DIR = before;
  });

  it('is inside the workspace unless the environment says otherwise', () => {
    delete process.env.CARGO_TARGET_DIR;
    expect(cargoTargetDir('engine')).toBe(join(root, 'engine/target'));
    process.env.CARGO_TARGET_DIR = '/elsewhere';
    expect(cargoTargetDir('engine')).toBe('/elsewhere');
    process.env.CARGO_TARGET_DIR = 'here';
    expect(cargoTargetDir('engine')).toBe(join(root, 'here'));
  });
});
