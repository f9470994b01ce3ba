import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { nodePath, root, run, SetupError } from '../setup-step.mjs';

/** The crate in which Gear publishes its contracts, compiled, and its SHA-256 as a lock file would have it. */
const crate = { name: 'ethexe-ethereum', version: '2.0.0' };
const checksum = '27607314aa9e790402491b0843dffb48152ebcca76fd9d2c541febae6c1a8ca3';

const published = ['Router', 'Mirror', 'WrappedVara', 'ERC1967Proxy', 'DemoCaller'];
const own = ['Converter'];
const contracts = [...published, ...own];

/**
 * ABI and creation bytecode of the contracts: build/contracts/NAME.json. Those of Gear.exe come out of the published crate, those of contracts/
 * are compiled.
 */
export default {
  name: 'contracts',
  inputs: ['contracts', 'scripts/compile-contract.mjs'],
  outputs: contracts.map((name) => `build/contracts/${name}.json`),
  async run(log) {
    const folder = findCrate() ?? (await download(log));
    mkdirSync(join(root, 'build/contracts'), { recursive: true });
    for (const name of published) {
      const { abi, bytecode } = readArtifact(join(folder, 'abi', `${name}.json`));
      writeFileSync(join(root, `build/contracts/${name}.json`), JSON.stringify({ abi, bytecode }));
    }
    for (const name of own) {
      const output = `build/contracts/${name}.json`;
      await run(log, nodePath(), ['scripts/compile-contract.mjs', `contracts/${name}.sol`, name, output]);
    }
    return `${contracts.length} contracts`;
  },
};

/**
 * `cargo info` downloads and unpacks the one crate; `cargo fetch` of a manifest would bring the 300 that it depends on.
 * @returns {Promise<string>} its folder
 */
async function download(log) {
  const hint = 'The contracts come from the registry of Rust crates: check the connection and run it again.';
  await run(log, 'cargo', ['info', `${crate.name}@${crate.version}`], { env: { CARGO_TERM_COLOR: 'never' }, hint });
  const folder = findCrate();
  if (folder) return folder;
  throw new SetupError(
    `cargo has downloaded ${crate.name} ${crate.version}, but under ${registry()} there is no such crate with the checksum\n${checksum}.\n` +
      'Remove what is there under this name and run it again; if cargo is set to another registry, it must have the published crate.',
  );
}

/** The unpacked crate in cargo's home, if its archive is the one that we know. */
function findCrate() {
  const name = `${crate.name}-${crate.version}`;
  for (const source of listFolder(join(registry(), 'cache'))) {
    const archive = join(registry(), 'cache', source, `${name}.crate`);
    const folder = join(registry(), 'src', source, name);
    if (!existsSync(archive) || !existsSync(join(folder, 'abi'))) continue;
    if (createHash('sha256').update(readFileSync(archive)).digest('hex') === checksum) return folder;
  }
  return undefined;
}

function registry() {
  return join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry');
}

function listFolder(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function readArtifact(path) {
  const { abi, bytecode } = JSON.parse(readFileSync(path, 'utf8'));
  if (
    !Array.isArray(abi) ||
    !/^0x([0-9a-f]{2})+$/.test(bytecode?.object) ||
    Object.keys(bytecode.linkReferences).length
  )
    throw new SetupError(
      `${path} is not a compiled contract without libraries. Remove the crate's folder and run it again.`,
    );
  return { abi, bytecode: bytecode.object };
}
