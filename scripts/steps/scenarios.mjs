import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../setup-step.mjs';

/** The longest code that the network takes, in bytes. */
const CODE_LIMIT = 512 * 1024;

/**
 * Assembles the hand-written programs of the parity scenarios: engine/scenarios/x.wat → build/scenarios/x.wasm, and two damaged ones
 * that the network refuses: truncated.wasm and oversized.wasm.
 */
export default {
  name: 'scenario programs',
  inputs: ['engine/scenarios/*.wat'],
  outputs: ['build/scenarios'],
  async run(log) {
    const { default: loadWabt } = await import('wabt');
    const wabt = await loadWabt();
    const source = join(root, 'engine/scenarios');
    const target = join(root, 'build/scenarios');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });

    const files = readdirSync(source).filter((file) => file.endsWith('.wat'));
    for (const file of files) {
      log(file);
      writeFileSync(join(target, `${basename(file, '.wat')}.wasm`), assemble(wabt, join(source, file)));
    }
    const probe = readFileSync(join(target, 'probe.wasm'));
    writeFileSync(join(target, 'truncated.wasm'), probe.subarray(0, probe.length / 2));
    writeFileSync(join(target, 'oversized.wasm'), Buffer.concat([probe, customSection(CODE_LIMIT)]));
    return `${files.length + 2} programs`;
  },
};

function assemble(wabt, path) {
  // What the network refuses must get as far as its validation.
  const module = wabt.parseWat(path, readFileSync(path, 'utf8'), { bulk_memory: true });
  try {
    module.resolveNames();
    module.validate();
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** A custom section without a name, `size` bytes of zeros long. */
function customSection(size) {
  const length = [];
  let rest = size + 1;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([0, ...length, rest, 0]), Buffer.alloc(size)]);
}
