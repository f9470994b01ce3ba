import { hexToBytes } from '../../shared/hex.ts';
import type { Diagnostic } from '../protocol.ts';
import { deriveContract } from './derive-contract.ts';
import { solidityDiagnostics, solidityProblem } from './solidity-diagnostics.ts';
import {
  type AbiEntry,
  type CompileStandardJson,
  SOURCE_FILE,
  type SolcContract,
  type StandardOutput,
  standardInput,
} from './standard-json.ts';

export type SolidityResult =
  | {
      status: 'compiled';
      /** All that can be deployed as it is (no interface, no library, no constructor arguments), in the order of the source. */
      contracts: CompiledContract[];
      /** The one of them that shows the program's functions. */
      abiContract: CompiledContract;
      verification: Verification;
      warnings: Diagnostic[];
    }
  | { status: 'failed'; diagnostics: Diagnostic[] };

export interface CompiledContract {
  name: string;
  abi: AbiEntry[];
  /** What a deploying transaction carries. */
  bytecode: Uint8Array<ArrayBuffer>;
}

/** What an explorer's "verify contract" asks for, of the kind "standard JSON input". */
export interface Verification {
  /** e.g. `v0.8.37+commit.f401782d` */
  compiler: string;
  /** e.g. `program.sol:CounterAbi` */
  contract: string;
  /** JSON */
  input: string;
}

/**
 * Compiles a program's Solidity interface and finds the contract that shows its functions: the one called `…Abi`, as
 * sails-sol-gen writes it, else the first that can be deployed. A source of interfaces alone gets a contract with empty
 * bodies ({@link deriveContract}).
 */
export function compileAbiContract(source: string, compile: CompileStandardJson, version: string): SolidityResult {
  const first = compileSource(source, compile);
  if (first.errors.length || first.deployable.length) return result(first, version);
  const [shown] = first.interfaces;
  if (!shown) {
    const message = 'There is neither a contract without constructor arguments nor an interface with functions.';
    return { status: 'failed', diagnostics: [solidityProblem(message), ...first.warnings] };
  }
  return result(compileSource(`${source}\n${deriveContract(shown.name, shown.abi)}`, compile), version);
}

interface Compilation {
  source: string;
  errors: Diagnostic[];
  warnings: Diagnostic[];
  deployable: (CompiledContract & { runtimeLength: number })[];
  /** With at least one function, and not for the replies to a calling contract. */
  interfaces: { name: string; abi: AbiEntry[] }[];
}

function compileSource(source: string, compile: CompileStandardJson): Compilation {
  const output = JSON.parse(compile(JSON.stringify(standardInput(source)))) as StandardOutput;
  const diagnostics = solidityDiagnostics(source, output.errors ?? []);
  const contracts = output.contracts?.[SOURCE_FILE] ?? {};
  const nodes = output.sources?.[SOURCE_FILE]?.ast?.nodes ?? [];
  const found = nodes.flatMap(({ contractKind: kind, name = '' }) => {
    const contract = kind && contracts[name];
    return contract ? [{ kind, name, contract }] : [];
  });
  return {
    source,
    errors: diagnostics.filter(({ level }) => level === 'error'),
    warnings: diagnostics.filter(({ level }) => level !== 'error'),
    deployable: found
      .filter(({ kind, contract }) => kind === 'contract' && isDeployable(contract))
      .map(({ name, contract: { abi, evm } }) => ({
        name,
        abi,
        bytecode: hexToBytes(`0x${evm.bytecode.object}`),
        runtimeLength: evm.deployedBytecode.object.length / 2,
      })),
    interfaces: found
      .filter(
        ({ kind, name, contract }) => kind === 'interface' && !name.endsWith('Callbacks') && hasFunction(contract),
      )
      .map(({ name, contract: { abi } }) => ({ name, abi })),
  };
}

function result({ source, errors, warnings, deployable }: Compilation, version: string): SolidityResult {
  if (errors.length) return { status: 'failed', diagnostics: [...errors, ...warnings] };
  const chosen = deployable.find(({ name }) => name.endsWith('Abi')) ?? deployable[0];
  if (!chosen) {
    const message = 'The interface has functions that a contract cannot show.';
    return { status: 'failed', diagnostics: [solidityProblem(message), ...warnings] };
  }
  if (chosen.runtimeLength > MAX_CONTRACT_BYTES) {
    const message = `${chosen.name} has ${chosen.runtimeLength} bytes; Ethereum takes contracts of up to ${MAX_CONTRACT_BYTES}.`;
    return { status: 'failed', diagnostics: [solidityProblem(message), ...warnings] };
  }
  const contracts = deployable.map(({ name, abi, bytecode }) => ({ name, abi, bytecode }));
  return {
    status: 'compiled',
    contracts,
    abiContract: contracts[deployable.indexOf(chosen)] as CompiledContract,
    verification: {
      compiler: `v${version.replace('.Emscripten.clang', '')}`,
      contract: `${SOURCE_FILE}:${chosen.name}`,
      input: JSON.stringify(standardInput(source), null, 2),
    },
    warnings,
  };
}

/** EIP-170 */
const MAX_CONTRACT_BYTES = 24_576;

function isDeployable({ abi, evm }: SolcContract): boolean {
  const isComplete = /^[0-9a-f]+$/.test(evm.bytecode.object);
  return isComplete && !abi.some(({ type, inputs }) => type === 'constructor' && inputs?.length);
}

function hasFunction({ abi }: SolcContract): boolean {
  return abi.some(({ type }) => type === 'function');
}
