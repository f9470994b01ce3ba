/**
 * `node scripts/compile-contract.mjs SOURCE.sol CONTRACT OUTPUT.json`: ABI and creation bytecode of one contract, by the solc of package.json.
 * A process of its own, for the compiler takes 250 MB and catches errors of the whole process. Warnings are errors.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import soljson from 'solc/soljson.js';
import { root } from './setup-step.mjs';

const [source, contract, output] = process.argv.slice(2);
if (!output) throw new Error('Give it a source, a contract of it, and a file to write to');

const input = {
  language: 'Solidity',
  sources: { [source]: { content: readFileSync(resolve(root, source), 'utf8') } },
  settings: {
    optimizer: { enabled: true, runs: 200 },
    // Known to every network here; the compiler's own default follows the newest fork.
    evmVersion: 'cancun',
    outputSelection: { [source]: { [contract]: ['abi', 'evm.bytecode.object'] } },
  },
};
// The two zeros: no callback, so an import finds nothing and no solver is asked.
const compile = soljson.cwrap('solidity_compile', 'string', ['string', 'number', 'number'], undefined);
const { errors = [], contracts } = JSON.parse(compile(JSON.stringify(input), 0, 0));
const compiled = contracts?.[source]?.[contract];
if (errors.length > 0 || !compiled) {
  console.error(errors.map(({ formattedMessage }) => formattedMessage).join('\n') || `There is no ${contract} in it`);
  process.exit(1);
}
writeFileSync(
  resolve(root, output),
  JSON.stringify({ abi: compiled.abi, bytecode: `0x${compiled.evm.bytecode.object}` }),
);
