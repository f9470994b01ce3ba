import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { blake2b256 } from '../../src/protocol/hashes.ts';
import { bytesToHex, type Hex } from '../../src/shared/hex.ts';
import { type BuiltProgram, randomCall } from './built-programs.ts';
import type { Case, CaseBlock, CaseEvent } from './case.ts';
import { userIds } from './layout.ts';
import { Random } from './random.ts';
import { randomProgram } from './random-program.ts';

/** Programs of a case have the ids 0x1000, 0x1001 … */
const firstProgram = 0x1000;
const keys = ['11', '22'].map((byte) => `0x${byte.repeat(32)}`);

/** Case `index` of a seed: one to four programs, some of them the built ones, and two to seven blocks of events. */
export function randomCase(seed: number, index: number, built: readonly BuiltProgram[]): Case {
  const random = new Random(seed, index);
  const script = new ScriptWriter(random, built);
  return { title: `--seed ${seed}, case ${index}`, ...script.write() };
}

interface Actor {
  id: number;
  code: string;
  built?: BuiltProgram;
}

class ScriptWriter {
  readonly #random: Random;
  readonly #actors: Actor[];
  readonly #codes: Case['codes'] = {};
  #messages = 0;

  constructor(random: Random, built: readonly BuiltProgram[]) {
    this.#random = random;
    const count = random.weighted([
      [35, 1],
      [40, 2],
      [20, 3],
      [5, random.between(4, 18)],
    ]);
    const ids = Array.from({ length: count }, (_, index) => firstProgram + index);
    this.#actors = ids.map((id, index): Actor => {
      if (random.chance(15)) {
        const program = random.pick(built);
        this.#codes[program.name] = program.path;
        return { id, code: program.name, built: program };
      }
      const own = Object.keys(this.#codes).filter((name) => name.startsWith('random'));
      if (own.length > 0 && (random.chance(20) || own.length > 3)) return { id, code: random.pick(own) };
      const code = `random${index}`;
      this.#codes[code] = randomProgram(random, ids);
      return { id, code };
    });
  }

  write(): Pick<Case, 'codes' | 'blocks'> {
    const random = this.#random;
    let height = random.weighted([
      [90, 1],
      [10, random.between(2, 100_000)],
    ]);
    const blocks: CaseBlock[] = [
      this.#block(
        height,
        this.#actors.flatMap((actor) => this.#start(actor)),
      ),
    ];
    for (let count = random.between(1, 6); count > 0; count--) {
      height += random.weighted([
        [70, 1],
        [20, random.between(2, 12)],
        [6, random.between(50, 130)],
        [4, random.between(1000, 300_000)],
      ]);
      const events = Array.from({ length: random.between(0, 7) }, () => this.#event());
      blocks.push(this.#block(height, events));
    }
    return { codes: this.#codes, blocks };
  }

  #block(height: number, events: CaseEvent[]): CaseBlock {
    const random = this.#random;
    if (random.chance(88)) return { height, events };
    const gasAllowance = random.pick(['0', '1', '100000000', '400000000', '1000000000', '5000000000', '20000000000']);
    return { height, gasAllowance, events };
  }

  #start({ id, code, built }: Actor): CaseEvent[] {
    const random = this.#random;
    const events: CaseEvent[] = [{ type: 'create', program: id, code }];
    if (random.chance(96)) events.push({ type: 'topUp', program: id, value: this.#executableBalance() });
    if (random.chance(40)) events.push({ type: 'ownedTopUp', program: id, value: this.#value() });
    if (random.chance(97)) events.push(this.#message(id, this.#payload(built, true)));
    return events;
  }

  #event(): CaseEvent {
    const random = this.#random;
    const actor = random.chance(97) ? random.pick(this.#actors) : { id: 0x9999, code: '' };
    const program = actor.id;
    return random.weighted<() => CaseEvent>([
      [60, () => this.#message(program, this.#payload(actor.built))],
      [
        15,
        () => ({
          type: 'injected',
          program,
          payload: this.#payload(actor.built),
          ...(random.chance(15) && { value: this.#value() }),
          ...(random.chance(50) && { key: random.pick(keys) }),
          salt: bytesToHex(random.bytes(random.pick([0, 4, 32]))),
        }),
      ],
      [8, () => ({ type: 'topUp', program, value: this.#executableBalance() })],
      [3, () => ({ type: 'ownedTopUp', program, value: this.#value() })],
      [
        8,
        () => ({
          type: 'reply',
          program,
          repliedTo: this.#sentMessage(),
          source: random.pick(userIds),
          payload: this.#payload(actor.built),
          value: random.chance(80) ? '0' : this.#value(),
        }),
      ],
      [6, () => ({ type: 'claim', program, repliedTo: this.#sentMessage(), source: random.pick(userIds) })],
    ])();
  }

  #message(program: number, payload: string): CaseEvent {
    const random = this.#random;
    return {
      type: 'message',
      program,
      id: ++this.#messages,
      source: random.pick(userIds),
      payload,
      value: random.chance(75) ? '0' : this.#value(),
      callReply: random.chance(10),
    };
  }

  #payload(built: BuiltProgram | undefined, isInit = false): Hex {
    const random = this.#random;
    if (built && random.chance(95)) {
      const functions = isInit ? built.constructors : built.functions;
      return randomCall(
        random,
        functions,
        this.#actors.map(({ id }) => id),
      );
    }
    const length = random.weighted([
      [75, random.between(1, 40)],
      [10, 0],
      [10, random.between(500, 2000)],
      [2, random.between(10_000, 70_000)],
    ]);
    const bytes = random.bytes(length);
    // The first byte names an action, the next four are often how deep a recursion goes.
    if (length > 0) bytes[0] = random.below(6);
    if (length > 5 && random.chance(70)) bytes.set([random.u32() & 255, random.pick([0, 0, 1, 20]), 0, 0], 1);
    return bytesToHex(bytes);
  }

  /** From nothing to what pays 3 × 10^10 gas; most programs can pay a few messages. */
  #executableBalance(): string {
    const random = this.#random;
    const digits = random.weighted([
      [5, 8],
      [10, 10],
      [45, 11],
      [40, 12],
    ]);
    return (BigInt(random.between(1000, 9999)) * 10n ** BigInt(digits - 3)).toString();
  }

  #value(): string {
    const random = this.#random;
    return random
      .weighted([
        [60, BigInt(random.below(1000))],
        [30, random.u64() >> 8n],
        [10, random.u64() << 30n],
      ])
      .toString();
  }

  /** The id of what a program sent while it processed a message; with luck, there is one of it. */
  #sentMessage(): Hex {
    const random = this.#random;
    const cause = new Uint8Array(32);
    new DataView(cause.buffer).setUint32(0, random.between(1, Math.max(1, this.#messages)), true);
    const nonce = Uint8Array.of(
      random.weighted([
        [70, 0],
        [20, 1],
        [10, 2],
      ]),
      0,
      0,
      0,
    );
    return bytesToHex(blake2b256(concatBytes(utf8ToBytes('outgoing'), cause, nonce)));
  }
}
