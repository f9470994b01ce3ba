/** The one source file of a compilation: what compiler, diagnostics and explorers call it. */
export const SOURCE_FILE = 'program.sol';

/** solc's `solidity_compile`: standard JSON in, standard JSON out, both as text. */
export type CompileStandardJson = (input: string) => string;

/**
 * What the compiler is given; the same text makes an explorer arrive at the same bytecode ("standard JSON input").
 * @see https://docs.soliditylang.org/en/latest/using-the-compiler.html#input-description
 */
export function standardInput(source: string): StandardInput {
  return {
    language: 'Solidity',
    sources: { [SOURCE_FILE]: { content: source } },
    settings: {
      // The functions are never executed (a Mirror takes the calls itself), so only the size costs something.
      optimizer: { enabled: true, runs: 1 },
      // Known to every network here; the compiler's own default follows the newest fork.
      evmVersion: 'cancun',
      outputSelection: {
        '*': { '': ['ast'], '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] },
      },
    },
  };
}

export interface StandardInput {
  language: 'Solidity';
  sources: Record<string, { content: string }>;
  settings: object;
}

/** As far as it is asked for above. */
export interface StandardOutput {
  errors?: SolcError[];
  sources?: Record<string, { ast?: { nodes: AstNode[] } }>;
  /** File → contract → what was compiled. Interfaces and abstract contracts have empty bytecode. */
  contracts?: Record<string, Record<string, SolcContract>>;
}

export interface SolcContract {
  abi: AbiEntry[];
  /** Hexadecimal without `0x`; places for libraries' addresses are `__$…$__`. */
  evm: { bytecode: { object: string }; deployedBytecode: { object: string } };
}

export interface AstNode {
  nodeType: string;
  name?: string;
  contractKind?: 'contract' | 'interface' | 'library';
}

export interface SolcError {
  severity: 'error' | 'warning' | 'info';
  type: string;
  message: string;
  formattedMessage?: string;
  errorCode?: string;
  /** Bytes of the UTF-8 text; -1 where it has no place. */
  sourceLocation?: { file: string; start: number; end: number };
}

/** One entry of a contract's JSON ABI. */
export interface AbiEntry {
  type: 'function' | 'constructor' | 'event' | 'error' | 'fallback' | 'receive';
  name?: string;
  inputs?: AbiParameter[];
  outputs?: AbiParameter[];
  stateMutability?: 'pure' | 'view' | 'nonpayable' | 'payable';
}

export interface AbiParameter {
  name: string;
  /** e.g. `uint32`, `string`, `tuple[]` */
  type: string;
  /** As the source says it, e.g. `struct ICounter.Point[]`. */
  internalType?: string;
  indexed?: boolean;
  components?: AbiParameter[];
}
