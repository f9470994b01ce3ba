import type { GasSplit, PageGas } from '../engine/engine.ts';

/** A part of a message's gas, and what it is made of. */
export interface GasPart {
  id: 'instructions' | 'syscalls' | 'pages' | 'loading';
  name: string;
  /** What is counted here, a sentence. */
  meaning: string;
  gas: number;
  /** The dearest first; none that took nothing. */
  items: { name: string; gas: number }[];
}

/** The parts as the bar shows them, in one order always. */
export function gasParts(split: GasSplit): GasPart[] {
  const part = (id: GasPart['id'], name: string, meaning: string, items: GasPart['items']): GasPart => ({
    id,
    name,
    meaning,
    gas: items.reduce((sum, { gas }) => sum + gas, 0),
    items: items.filter(({ gas }) => gas > 0).sort((a, b) => b.gas - a.gas),
  });
  const syscalls = split.syscalls.map(({ name, calls, gas }) => ({
    name: calls === 1 ? name : `${name} × ${calls}`,
    gas,
  }));
  return [
    part('instructions', 'Instructions', 'What the program computed.', [
      { name: 'WebAssembly instructions', gas: split.instructions },
    ]),
    part('syscalls', 'Syscalls', 'What it asked of the runtime, messages included.', syscalls),
    part('pages', 'Pages', 'The first touch of each 16 KiB page of memory.', [
      ...pageItems(split.programPages, ''),
      ...pageItems(split.syscallPages, ' by syscalls'),
    ]),
    part('loading', 'Loading', 'Before the program ran, and growing its memory.', [
      { name: 'State, code and instantiation', gas: split.loading },
      { name: 'Growing the memory', gas: split.growth },
    ]),
  ];
}

function pageItems({ read, write, writeAfterRead, load }: PageGas, by: string): GasPart['items'] {
  return [
    { name: `Read${by}`, gas: read },
    { name: `Written${by}`, gas: write },
    { name: `Written after a read${by}`, gas: writeAfterRead },
    { name: `Loaded from storage${by}`, gas: load },
  ];
}
