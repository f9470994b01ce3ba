import type { MessageRecord } from '../network/network.ts';
import type { Hex } from '../shared/hex.ts';

/** The messages that caused each other, from a first one on. */
export interface Conversation {
  /** Depth first: a message comes before those that it caused. */
  nodes: ConversationNode[];
  /** Rows and columns that the nodes take. */
  rows: number;
  columns: number;
  /** The first node was itself caused by a message that is not shown. */
  isCutAbove: boolean;
  /** Messages that are not shown because there are too many. */
  left: number;
}

export interface ConversationNode {
  message: MessageRecord;
  /** Id of the message that caused it; absent for the first. */
  parent?: Hex;
  /** Place in the layered picture, from 0: the column is the distance from the first message. */
  column: number;
  row: number;
  /** Of a reply: the message that asked, and now goes on where it waited. */
  wakes?: Hex;
}

/** Messages by the message that caused them, oldest first. */
export function causedMessages(messages: Iterable<MessageRecord>): Map<Hex, MessageRecord[]> {
  const caused = new Map<Hex, MessageRecord[]>();
  for (const message of messages) {
    if (!message.causedBy) continue;
    const siblings = caused.get(message.causedBy);
    if (siblings) siblings.push(message);
    else caused.set(message.causedBy, [message]);
  }
  return caused;
}

/** The conversation that `chosen` belongs to, in a layout of its own: the first effect stays in the row of its cause. */
export function conversationOf(
  chosen: MessageRecord,
  messages: ReadonlyMap<Hex, MessageRecord>,
  caused: ReadonlyMap<Hex, readonly MessageRecord[]>,
): Conversation {
  const path = pathTo(chosen, messages);
  const [root = chosen] = path;
  const { shown, left } = choose(root, path, caused);
  const nodes: ConversationNode[] = [];
  let rows = 0;
  // A stack and no recursion: a program may send to itself thousands of times.
  const open: { message: MessageRecord; parent?: Hex; column: number; isFirst: boolean }[] = [
    { message: root, column: 0, isFirst: false },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { message, parent, column, isFirst } = next;
    if (!isFirst) rows++;
    const wakes = wokenBy(message, messages);
    nodes.push({ message, column, row: rows - 1, ...(parent && { parent }), ...(wakes && { wakes }) });
    const effects = (caused.get(message.id) ?? []).filter(({ id }) => shown.has(id));
    for (const [index, effect] of [...effects.entries()].reverse()) {
      open.push({ message: effect, parent: message.id, column: column + 1, isFirst: index === 0 });
    }
  }
  const columns = nodes.reduce((most, { column }) => Math.max(most, column + 1), 0);
  return { nodes, rows, columns, isCutAbove: root.causedBy !== undefined && messages.has(root.causedBy), left };
}

/** From the first cause to `chosen`; of a long way its end. */
function pathTo(chosen: MessageRecord, messages: ReadonlyMap<Hex, MessageRecord>): MessageRecord[] {
  const path = [chosen];
  while (path.length < MAX_PATH) {
    const cause = path[0]?.causedBy && messages.get(path[0].causedBy);
    if (!cause) break;
    path.unshift(cause);
  }
  return path;
}

/** The nearest to the root first, but the path in any case. */
function choose(
  root: MessageRecord,
  path: readonly MessageRecord[],
  caused: ReadonlyMap<Hex, readonly MessageRecord[]>,
): { shown: Set<Hex>; left: number } {
  const shown = new Set(path.map(({ id }) => id));
  const met = new Set<Hex>([root.id]);
  const queue = [root.id];
  let left = 0;
  for (const id of queue) {
    for (const effect of caused.get(id) ?? []) {
      if (met.has(effect.id)) continue;
      met.add(effect.id);
      queue.push(effect.id);
      if (shown.size < MAX_NODES) shown.add(effect.id);
      else if (!shown.has(effect.id)) left++;
    }
  }
  return { shown, left };
}

/** A reply reaches the message that asked; that one goes on if it waited. */
function wokenBy(message: MessageRecord, messages: ReadonlyMap<Hex, MessageRecord>): Hex | undefined {
  if (message.route !== 'reply' || !message.causedBy) return undefined;
  const answered = messages.get(message.causedBy);
  const asking = answered?.causedBy && messages.get(answered.causedBy);
  return asking && asking.program === message.program && hasWaited(asking) ? asking.id : undefined;
}

/** Whether it waits or has waited inside the program. */
export function hasWaited({ execution, status }: MessageRecord): boolean {
  return execution !== undefined && (status === 'waiting' || (execution.runs?.length ?? 1) > 1);
}

const MAX_PATH = 40;
const MAX_NODES = 150;
