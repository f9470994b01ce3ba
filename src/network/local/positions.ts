import type { Hex } from '../../shared/hex.ts';
import type { LocalProgram } from './local-state.ts';

/** Where records are in their order. */
export class Positions {
  readonly #positions = new Map<Hex, number>();
  #next = 0;

  of(id: Hex): number {
    const position = this.#positions.get(id) ?? this.#next++;
    this.#positions.set(id, position);
    return position;
  }

  /** Takes over what was saved. */
  inOrder<Item extends { id: Hex } | LocalProgram>(placed: Placed<Item>[]): Item[] {
    placed.sort((a, b) => a.position - b.position);
    for (const { record, position } of placed) {
      this.#positions.set('id' in record ? record.id : record.summary.program, position);
      this.#next = position + 1;
    }
    return placed.map(({ record }) => record);
  }
}

export interface Placed<Item> {
  position: number;
  record: Item;
}
