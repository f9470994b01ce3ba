import type { GasSplit, PageGas, SyscallGas } from '../engine/engine.ts';

/** All that a split accounts for: the gas that was burnt. */
export function gasOf(split: GasSplit): number {
  const { loading, growth, instructions, programPages, syscallPages, syscalls } = split;
  const inSyscalls = syscalls.reduce((sum, { gas }) => sum + gas, 0);
  return loading + growth + instructions + pageGas(programPages) + pageGas(syscallPages) + inSyscalls;
}

function pageGas({ read, write, writeAfterRead, load }: PageGas): number {
  return read + write + writeAfterRead + load;
}

/** What several executions took together, as of a message that waited in between. */
export function sumOfSplits(splits: readonly GasSplit[]): GasSplit {
  const sum = (part: (split: GasSplit) => number) => splits.reduce((total, split) => total + part(split), 0);
  const pages = (of: 'programPages' | 'syscallPages'): PageGas => ({
    read: sum((split) => split[of].read),
    write: sum((split) => split[of].write),
    writeAfterRead: sum((split) => split[of].writeAfterRead),
    load: sum((split) => split[of].load),
  });
  return {
    loading: sum(({ loading }) => loading),
    growth: sum(({ growth }) => growth),
    instructions: sum(({ instructions }) => instructions),
    programPages: pages('programPages'),
    syscallPages: pages('syscallPages'),
    syscalls: sumByName(splits.flatMap(({ syscalls }) => syscalls)),
  };
}

function sumByName(syscalls: readonly SyscallGas[]): SyscallGas[] {
  const sums = new Map<string, SyscallGas>();
  for (const { name, calls, gas } of syscalls) {
    const { calls: callsBefore = 0, gas: gasBefore = 0 } = sums.get(name) ?? {};
    sums.set(name, { name, calls: callsBefore + calls, gas: gasBefore + gas });
  }
  return [...sums.values()];
}
