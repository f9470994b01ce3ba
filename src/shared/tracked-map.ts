/**
 * A map that knows which of its entries have changed, so that saving it costs what has changed and not what it holds.
 * An entry counts as changed when it is set or deleted: a value that is changed in place must be set anew.
 */
export class TrackedMap<Key, Value> extends Map<Key, Value> {
  #changed: Set<Key> | undefined;

  constructor(entries: Iterable<readonly [Key, Value]> = []) {
    // Not through the base class: it would call `set` before there are fields.
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  override set(key: Key, value: Value): this {
    this.#changed?.add(key);
    return super.set(key, value);
  }

  override delete(key: Key): boolean {
    this.#changed?.add(key);
    return super.delete(key);
  }

  override clear(): void {
    for (const key of this.keys()) this.#changed?.add(key);
    super.clear();
  }

  /** The entries that changed since the last call, `undefined` for what is gone; the first time all of them. */
  takeChanged(): Map<Key, Value | undefined> {
    const changed = this.#changed ?? this.keys();
    const entries = new Map([...changed].map((key) => [key, this.get(key)]));
    this.#changed = new Set();
    return entries;
  }
}
