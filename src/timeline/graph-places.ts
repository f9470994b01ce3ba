import type { Conversation, ConversationNode } from './conversation.ts';

/** px */
export const NODE = { width: 216, height: 74 };
const GAP = { x: 40, y: 18 };
const MARGIN = 8;

export interface Place {
  left: number;
  top: number;
}

export function placeOf({ column, row }: Pick<ConversationNode, 'column' | 'row'>): Place {
  return { left: MARGIN + column * (NODE.width + GAP.x), top: MARGIN + row * (NODE.height + GAP.y) };
}

export function graphSize({ columns, rows }: Pick<Conversation, 'columns' | 'rows'>): {
  width: number;
  height: number;
} {
  const { left, top } = placeOf({ column: columns, row: rows });
  return { width: left - GAP.x + MARGIN, height: top };
}
