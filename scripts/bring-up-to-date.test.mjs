import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringUpToDate } from './bring-up-to-date.mjs';
import { Progress } from './progress.mjs';
import { root } from './setup-step.mjs';

describe('bringUpToDate', () => {
  let folder;
  let shown;
  let step;
  let options;
  const absolute = (name) => join(root, folder, name);

  beforeEach(() => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    folder = relative(root, mkdtempSync(join(root, '.cache/step-'))).replaceAll('\\', '/');
    writeFileSync(absolute('in.txt'), 'one');
    writeFileSync(absolute('step.mjs'), '// the step itself');
    shown = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        shown += chunk;
        done();
      },
    });
    options = { stamp: absolute('stamps/upper.json'), progress: new Progress(stream) };
    step = {
      name: 'upper',
      inputs: [`${folder}/in.txt`],
      outputs: [`${folder}/out.txt`],
      runs: 0,
      async run() {
        step.runs++;
        writeFileSync(absolute('out.txt'), readFileSync(absolute('in.txt'), 'utf8').toUpperCase());
      },
    };
  });
  afterEach(() => rmSync(join(root, folder), { recursive: true }));
  const bring = (more) => bringUpToDate(`${folder}/step.mjs`, step, { ...options, ...more });

  it('runs once, and again when an input, the step or an output is no longer the same', async () => {
    await bring();
    await bring();
    expect(step.runs).toBe(1);
    expect(shown).toContain('up to date');
    writeFileSync(absolute('in.txt'), 'two');
    await bring();
    expect(step.runs).toBe(2);
    expect(readFileSync(absolute('out.txt'), 'utf8')).toBe('TWO');
    writeFileSync(absolute('step.mjs'), '// another way');
    await bring();
    expect(step.runs).toBe(3);
    rmSync(absolute('out.txt'));
    await bring();
    expect(step.runs).toBe(4);
    await bring({ force: true });
    expect(step.runs).toBe(5);
  });

  it('tries again after a failure', async () => {
    await bring();
    const { run } = step;
    writeFileSync(absolute('in.txt'), 'three');
    step.run = async () => {
      throw new Error('no room');
    };
    await expect(bring()).rejects.toThrow('no room');
    // Back to what succeeded before: the failure in between may have left half a result.
    writeFileSync(absolute('in.txt'), 'one');
    step.run = run;
    await bring();
    expect(step.runs).toBe(2);
  });

  it('does not believe a step that made nothing', async () => {
    step.run = async () => {};
    await expect(bring()).rejects.toThrow('did not make');
  });

  it('runs a check every time and shows what it says', async () => {
    let runs = 0;
    const check = { name: 'tool', inputs: [], outputs: [], run: async () => ({ warning: `missing ${++runs}` }) };
    for (let i = 0; i < 2; i++) await bringUpToDate(`${folder}/step.mjs`, check, options);
    expect(shown).toMatch(/! tool +missing 1\n.*! tool +missing 2/s);
  });
});
