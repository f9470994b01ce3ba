import { mutateBody } from './mutate-code.ts';
import type { Random } from './random.ts';
import { syscalls } from './syscalls.ts';
import { concat, joinModule, type Section, splitModule } from './wasm-items.ts';
import { byteVector, name, sectionIds, signed, unsigned } from './wasm-writer.ts';

/**
 * One random change of a module's bytes: blind, of whole sections, or of what is in them. `gently`: of instructions only, and so that the module
 * most likely stays valid.
 */
export function mutateWasm(random: Random, wasm: Uint8Array, gently = false): Uint8Array {
  if (gently) {
    const changed = splitModule(wasm)?.map((section) => {
      if (section.id !== sectionIds.code || !('items' in section) || section.items.length === 0) return section;
      const which = random.below(section.items.length);
      const body = makeBody(random, section.items[which] as Uint8Array, true);
      return body ? { ...section, items: section.items.with(which, body) } : section;
    });
    if (changed) return joinModule(changed);
  }
  const kind = random.weighted<'bytes' | 'sections' | 'items'>([
    [20, 'bytes'],
    [12, 'sections'],
    [68, 'items'],
  ]);
  const sections = kind === 'bytes' ? undefined : splitModule(wasm);
  if (!sections?.length) return mutateBytes(random, wasm);
  if (kind === 'sections') return mutateSections(random, sections);
  return mutateItems(random, sections) ?? mutateBytes(random, wasm);
}

function mutateBytes(random: Random, wasm: Uint8Array): Uint8Array {
  const at = random.below(wasm.length);
  const [before, after] = [wasm.subarray(0, at), wasm.subarray(at)];
  const byte = wasm[at] ?? 0;
  const length = random.between(1, 8);
  return random.weighted<() => Uint8Array>([
    [40, () => concat([before, [byte ^ (1 << random.below(8))], after.subarray(1)])],
    [15, () => concat([before, [random.u32() & 255], after.subarray(1)])],
    // A number one byte longer than it need be, or cut.
    [15, () => concat([before, [byte | 128, 0], after.subarray(1)])],
    [10, () => concat([before, random.bytes(length), after])],
    [10, () => concat([before, after.subarray(length)])],
    [5, () => before],
    [5, () => concat([wasm, random.bytes(length)])],
  ])();
}

function mutateSections(random: Random, sections: Section[]): Uint8Array {
  const at = random.below(sections.length);
  const section = sections[at] as Section;
  const other = sections[random.below(sections.length)] as Section;
  return joinModule(
    random.pick<() => Section[]>([
      () => sections.toSpliced(at, 1),
      () => sections.toSpliced(at, 0, other),
      () => sections.with(at, other).with(sections.indexOf(other), section),
      () => sections.with(at, { ...section, id: random.below(15) }),
      () => sections.toSpliced(at, 0, { id: sectionIds.start, content: Uint8Array.from(unsigned(random.below(6))) }),
      () => sections.toSpliced(at, 0, { id: sectionIds.custom, content: custom(random) }),
      () => sections.toSpliced(at, 0, { id: sectionIds.dataCount, content: Uint8Array.from([random.below(4)]) }),
      () => sections.toSpliced(at, 0, { id: sectionIds.memory, content: Uint8Array.from([1, 0, 1]) }),
    ])(),
  );
}

function custom(random: Random): Uint8Array {
  return concat([name(random.pick(['name', '', 'sails:idl', 'producers', 'x'])), random.bytes(random.below(30))]);
}

/** How often a section is chosen; most others can hardly be changed without being refused. */
const weights: Partial<Record<number, number>> = {
  [sectionIds.code]: 14,
  [sectionIds.data]: 3,
  [sectionIds.global]: 2,
  [sectionIds.element]: 2,
  [sectionIds.table]: 2,
  [sectionIds.import]: 2,
};

function mutateItems(random: Random, sections: Section[]): Uint8Array | undefined {
  const at = random.weighted(sections.map(({ id }, index) => [weights[id] ?? 1, index]));
  const section = sections[at] as Section;
  if (!('items' in section)) return undefined;
  const { id, items } = section;
  const which = random.below(Math.max(items.length, 1));
  const item = items[which] ?? new Uint8Array();
  const changed = (next: Uint8Array[]) => joinModule(sections.with(at, { id, items: next }));
  if (items.length === 0 || random.chance(15)) {
    const twin = items[random.below(Math.max(items.length, 1))] ?? item;
    return changed(
      random.pick([
        () => items.toSpliced(which, 1),
        () => items.toSpliced(which, 0, twin),
        () => (items.length ? items.with(which, twin) : []),
      ])(),
    );
  }
  const made = makeItem(random, id, item);
  if (!made) return undefined;
  return changed(
    random.chance(30) && id !== sectionIds.code ? items.toSpliced(which, 0, made) : items.with(which, made),
  );
}

/** An item in place of another, by the section's kind. */
function makeItem(random: Random, id: number, item: Uint8Array): Uint8Array | undefined {
  const anyIndex = () =>
    unsigned(
      random.weighted([
        [8, random.below(5)],
        [3, random.below(80)],
        [1, 2 ** 32 - 1],
      ]),
    );
  const anyName = () => name(random.pick(['env', 'gear', 'memory', '', 'pages', '__proto__', 'toString', 'init', 'é']));
  switch (id) {
    case sectionIds.type:
      return Uint8Array.from([0x60, ...types(random), ...types(random, [0, 0, 1, 1, 2])]);
    case sectionIds.import: {
      const module = random.chance(70) ? name('env') : anyName();
      const field = random.chance(60) ? name(random.pick(importNames)) : anyName();
      const kind = random.weighted<number[]>([
        [6, [0, ...anyIndex()]],
        [6, [2, ...limits(random, memorySizes)]],
        [1, [1, 0x70, ...limits(random, tableSizes)]],
        [1, [3, random.pick([0x7f, 0x7e, 0x7d]), random.below(2)]],
        [1, [4, 0, 0]],
      ]);
      if (kind[0] === 2 && random.chance(80)) return Uint8Array.from([...name('env'), ...name('memory'), ...kind]);
      return Uint8Array.from([...module, ...field, ...kind]);
    }
    case sectionIds.function:
      return Uint8Array.from(anyIndex());
    case sectionIds.table:
      return Uint8Array.from([random.pick([0x70, 0x70, 0x70, 0x6f, 0x40]), ...limits(random, tableSizes)]);
    case sectionIds.global:
      return Uint8Array.from([random.pick([0x7f, 0x7e, 0x7f, 0x7e, 0x7d, 0x70]), random.below(2), ...constant(random)]);
    case sectionIds.export:
      return Uint8Array.from([
        ...name(random.pick(exportNames)),
        random.pick([0, 0, 0, 0, 1, 2, 3, 3, 4]),
        ...anyIndex(),
      ]);
    case sectionIds.element: {
      const targets = Array.from({ length: random.below(4) }, anyIndex);
      return Uint8Array.from([
        random.pick([0, 0, 0, 0, 1, 3]),
        ...constant(random),
        ...unsigned(targets.length),
        ...targets.flat(),
      ]);
    }
    case sectionIds.code:
      return makeBody(random, item);
    case sectionIds.data:
      return Uint8Array.from([
        random.pick([0, 0, 0, 0, 1, 2]),
        ...constant(random),
        ...byteVector(random.bytes(random.below(20))),
      ]);
    default:
      return undefined;
  }
}

function makeBody(random: Random, item: Uint8Array, gently = false): Uint8Array | undefined {
  try {
    return mutateBody(random, item, gently);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function types(random: Random, counts = [0, 1, 2, 3, 12, 17, 128, 1000, 1001]): number[] {
  const known = random.chance(85) ? [0x7f, 0x7e] : [0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f];
  return byteVector(Array.from({ length: random.pick(counts) }, () => random.pick(known)));
}

const memorySizes = [0, 1, 2, 3, 16, 512, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 2 ** 32 - 1];
const tableSizes = [0, 1, 2, 100, 10_000, 10_001, 1_000_000, 10_000_000, 10_000_001, 2 ** 32 - 1];

function limits(random: Random, sizes: readonly number[]): number[] {
  const flags = random.weighted([
    [60, 0],
    [30, 1],
    [5, 2],
    [3, 4],
    [2, random.below(256)],
  ]);
  const size = () => unsigned(random.pick(random.chance(50) ? sizes.slice(0, 6) : sizes));
  return [flags, ...size(), ...(flags % 2 ? size() : [])];
}

function constant(random: Random): number[] {
  const edge = random.pick([0, 1, 16_384, 65_535, 65_536, 131_072, 2 ** 31 - 1, -1, random.u32() | 0]);
  return random.weighted<number[]>([
    [80, [0x41, ...signed(edge), 0x0b]],
    [10, [0x42, ...signed(edge), 0x0b]],
    [4, [0x23, random.below(3), 0x0b]],
    [2, [0x41, 1, 0x41, 2, 0x6a, 0x0b]],
    [2, [0xd0, 0x70, 0x0b]],
    [1, [0x43, 0, 0, 0, 0, 0x0b]],
    [1, [0x0b]],
  ]);
}

/** The network's syscalls, those of Vara that it does not have, and what was never one. */
const importNames = [
  ...syscalls.keys(),
  'memory',
  'gr_wait',
  'gr_random',
  'gr_reserve_gas',
  'gr_create_program',
  'gr_system_break',
  'gas',
  'page_fault',
];
const exportNames = [
  'init',
  'handle',
  'handle_reply',
  'handle_signal',
  'state',
  'metahash',
  '__gear_stack_end',
  'gear_gas',
  'gear_stack_height',
  'memory',
  'x',
  '',
];
