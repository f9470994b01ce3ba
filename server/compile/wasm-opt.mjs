/**
 * wasm-opt, as Gear's own tools call it: `node wasm-opt.mjs INPUT OUTPUT`. Runs in the sandbox, hence plain JavaScript
 * that any Node understands.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

const [input, output] = process.argv.slice(2);
const module = binaryen.readBinary(readFileSync(input));
// What the runtime takes: Wasm 1.0 with sign extension.
module.setFeatures(binaryen.Features.SignExt | binaryen.Features.MutableGlobals);
binaryen.setOptimizeLevel(4);
binaryen.setShrinkLevel(0);
// The memory is imported, so Binaryen has to be told that it begins as zeroes to merge and drop data segments.
binaryen.setZeroFilledMemory(true);
binaryen.setPassArgument('limit-segments', '1024');
module.optimize();
module.runPasses(['limit-segments', 'dae', 'vacuum']);
writeFileSync(output, module.emitBinary());
