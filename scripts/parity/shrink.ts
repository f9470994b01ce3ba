import type { Case, CaseBlock, CaseEvent } from './case.ts';
import { accesses, numerics } from './instructions.ts';
import type { Node, Program } from './program.ts';
import { systemCalls } from './syscalls.ts';

/** How many candidates are tried at once. */
const batch = 24;

/**
 * Makes a case smaller as long as `differs` says that it still shows the difference: fewer blocks, events, functions, instructions.
 * @param differs which of the candidates still do, in their order
 * @param limit of the number of candidates that are tried
 */
export async function shrink(
  start: Case,
  differs: (candidates: readonly Case[]) => Promise<boolean[]>,
  limit = 1500,
): Promise<Case> {
  let smallest = start;
  let tried = 0;
  for (;;) {
    let found: Case | undefined;
    const candidates = smaller(smallest)[Symbol.iterator]();
    while (!found && tried < limit) {
      const some = take(candidates, batch);
      if (some.length === 0) break;
      tried += some.length;
      const verdicts = await differs(some);
      found = some.find((_, index) => verdicts[index]);
    }
    if (!found) return smallest;
    smallest = found;
  }
}

function take<T>(items: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

/** The boldest first. */
function* smaller(current: Case): Generator<Case> {
  for (const blocks of shorterLists(current.blocks)) yield withoutUnusedCodes({ ...current, blocks });
  for (const [at, block] of current.blocks.entries()) {
    const withBlock = (changed: CaseBlock) => ({ ...current, blocks: current.blocks.with(at, changed) });
    for (const events of shorterLists(block.events)) yield withoutUnusedCodes(withBlock({ ...block, events }));
  }
  for (const [name, source] of Object.entries(current.codes)) {
    if (typeof source === 'string' || source instanceof Uint8Array) continue;
    for (const program of smallerPrograms(source)) yield { ...current, codes: { ...current.codes, [name]: program } };
  }
  for (const [at, block] of current.blocks.entries()) {
    const withBlock = (changed: CaseBlock) => ({ ...current, blocks: current.blocks.with(at, changed) });
    if (block.gasAllowance !== undefined) yield withBlock({ height: block.height, events: block.events });
    for (const [index, event] of block.events.entries()) {
      for (const plain of plainer(event)) yield withBlock({ ...block, events: block.events.with(index, plain) });
    }
  }
}

function withoutUnusedCodes(current: Case): Case {
  const used = new Set(current.blocks.flatMap(({ events }) => events.map(({ code }) => code)));
  const codes = Object.fromEntries(Object.entries(current.codes).filter(([name]) => used.has(name)));
  return { ...current, codes: Object.keys(codes).length ? codes : current.codes };
}

/** The list without its halves, quarters … single items. */
function* shorterLists<T>(list: readonly T[]): Generator<T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list.length; at += size) yield [...list.slice(0, at), ...list.slice(at + size)];
  }
}

function* plainer(event: CaseEvent): Generator<CaseEvent> {
  const payload = event.payload as string | undefined;
  if (payload && payload.length > 2) {
    yield { ...event, payload: '0x' };
    yield { ...event, payload: payload.slice(0, 2 + 2 * Math.floor((payload.length - 2) / 4)) };
    if (payload.length > 4) yield { ...event, payload: payload.slice(0, -2) };
  }
  if (event.type !== 'topUp' && event.value !== undefined && event.value !== '0') yield { ...event, value: '0' };
  if (event.callReply) yield { ...event, callReply: false };
}

function* smallerPrograms(program: Program): Generator<Program> {
  for (const [at, fn] of program.functions.entries()) {
    const withFunction = (changed: Partial<typeof fn>) => ({
      ...program,
      functions: program.functions.with(at, { ...fn, ...changed }),
    });
    for (const body of smallerBodies(fn.body)) yield withFunction({ body });
    if (fn.extra.i32 + fn.extra.i64 > 0 && !usesExtra(fn.body)) yield withFunction({ extra: { i32: 0, i64: 0 } });
  }
  for (const data of shorterLists(program.data)) yield { ...program, data };
  for (const exports of shorterLists(program.exports)) if (exports.length) yield { ...program, exports };
}

// Indices of locals stay what they are, so what a body might use must stay.
function usesExtra(body: readonly Node[]): boolean {
  return body.some(
    (node) =>
      node.op === 'get' || node.op === 'set' || usesExtra([...(node.args ?? []), ...(node.bodies ?? []).flat()]),
  );
}

/** Fewer statements, then a statement in place of what is around it, then smaller statements. */
function* smallerBodies(body: readonly Node[]): Generator<Node[]> {
  yield* shorterLists(body);
  for (const [at, node] of body.entries()) {
    for (const inner of node.bodies ?? []) {
      if (inner.length) yield [...body.slice(0, at), ...inner, ...body.slice(at + 1)];
    }
    for (const smallerNode of smallerNodes(node)) yield body.toSpliced(at, 1, smallerNode);
  }
}

function* smallerNodes(node: Node): Generator<Node> {
  const { args = [], bodies = [] } = node;
  for (const [at, arg] of args.entries()) {
    const plain = constantOf(arg);
    if (plain) yield { ...node, args: args.with(at, plain) };
    for (const changed of smallerNodes(arg)) yield { ...node, args: args.with(at, changed) };
  }
  if (node.offset) yield { ...node, offset: 0 };
  if (node.op === 'loop' && (node.n ?? 1) > 1) yield { ...node, n: 1 };
  for (const [at, body] of bodies.entries()) {
    for (const changed of smallerBodies(body)) yield { ...node, bodies: bodies.with(at, changed) };
  }
}

/** 0 of the type that an operand has; none for what is as plain already. */
function constantOf(node: Node): Node | undefined {
  if (node.op === 'const32') return node.n === 0 ? undefined : { op: 'const32', n: 0 };
  if (node.op === 'const64') return node.big === '0' ? undefined : { op: 'const64', big: '0' };
  const type =
    numerics.get(node.op)?.result ??
    accesses.get(node.op)?.type ??
    (systemCalls.includes(node.op) || node.op === 'memory.size' ? 'i32' : undefined) ??
    node.type;
  if (!type) return undefined;
  return type === 'i32' ? { op: 'const32', n: 0 } : { op: 'const64', big: '0' };
}
