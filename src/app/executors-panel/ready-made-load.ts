import { encodeCall } from '../../program/codec/encode-call.ts';
import type { ProgramIdl } from '../../program/idl.ts';
import type { Value } from '../../program/value.ts';
import { AppError } from '../../shared/app-error.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';
import { type Load, type LoadMessage, type LoadProgram, scenarioOf } from './load.ts';

/** What a template is asked, again and again. */
export interface Recipe {
  /** Id of the template. */
  template: string;
  /** For a person. */
  title: string;
  /** Constructor, and calls that belong to the set-up. */
  setUp: { name: string; args: Value[] }[];
  call: { name: string; args: Value[] };
}

export const RECIPES: readonly Recipe[] = [
  {
    template: 'memory-hog',
    title: 'Memory hogs: each message changes 24 pages',
    setUp: [
      { name: 'Create', args: [] },
      { name: 'Grow', args: [1] },
    ],
    call: { name: 'Touch', args: [0, 24] },
  },
  {
    template: 'counter',
    title: 'Counters: each message adds 1',
    setUp: [{ name: 'Create', args: [0] }],
    call: { name: 'Add', args: [1] },
  },
];

/** Programs of one template that do not know each other, each with as many messages. */
export function readyMadeLoad({ recipe, wasm, idl, programs, messages }: ReadyMadeParameters): Load {
  const numbers = Array.from({ length: programs }, (_, index) => index);
  const payload = ({ name, args }: Recipe['call']) => encodeCall(functionOf(idl, name), args);
  const setUp = recipe.setUp.map(payload);
  const call = payload(recipe.call);
  const message = (index: number, count: number, payload: Uint8Array): LoadMessage => ({
    program: addressOf(index),
    route: 'canonical',
    id: idOf(index, count),
    source: SOURCE,
    payload,
    value: 0n,
  });
  const all = numbers.map(
    (index): LoadProgram => ({
      program: addressOf(index),
      code: recipe.template,
      executableBalance: BALANCE,
      setUp: setUp.map((payload, count) => message(index, count, payload)),
    }),
  );
  const sent = Array.from({ length: messages }, (_, count) =>
    numbers.map((index) => message(index, setUp.length + count, call)),
  ).flat();
  const labels = new Map(numbers.map((index) => [addressOf(index), `${recipe.template} ${index + 1}`]));
  return {
    scenario: scenarioOf([recipe.template], all, sent),
    codes: new Map([[recipe.template, wasm]]),
    setUpBlocks: 1,
    programs,
    messages: sent.length,
    labelOf: (program) => labels.get(program) ?? program,
    notes: [],
  };
}

export interface ReadyMadeParameters {
  recipe: Recipe;
  wasm: Uint8Array;
  idl: ProgramIdl;
  programs: number;
  /** For each program. */
  messages: number;
}

function functionOf({ constructors, services }: ProgramIdl, name: string) {
  const found = [...constructors, ...services.flatMap(({ functions }) => functions)].find((fn) => fn.name === name);
  if (found) return found;
  throw new AppError({
    code: 'TEMPLATE_UNAVAILABLE',
    shortMessage: 'The template is another one than the ready-made load was written for',
    details: `It has no ${name}.`,
    hint: 'Reload the page. On your own machine, run `npm run setup`, which builds the templates.',
  });
}

/** The last bytes, which decide on the colour, lie far apart. */
function addressOf(index: number): Hex {
  const tail = ((index + 1) * 10_007) % 65_536;
  return `0x${'10ad'.repeat(8)}${hex(index, 4)}${hex(tail, 4)}`;
}

function idOf(index: number, count: number): Hex {
  const bytes = new Uint8Array(32).fill(0x1d, 0, 24);
  new DataView(bytes.buffer).setUint32(24, index);
  new DataView(bytes.buffer).setUint32(28, count);
  return bytesToHex(bytes);
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const SOURCE: Hex = `0x${'5e'.repeat(20)}`;
/** WVARA units: a million WVARA, more than any load burns. */
const BALANCE = 1_000_000n * 10n ** 12n;
