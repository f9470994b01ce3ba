import type { Hex } from '../../shared/hex.ts';
import type { KnownMessage } from './known-message.ts';
import type { BookedEntry, HistoryCore, NetworkStorage } from './network-storage.ts';

/** Keeps the history as long as the object lives. What goes in and out is copied, as a database would. */
export function createMemoryNetworkStorage(): NetworkStorage {
  let core: HistoryCore | undefined;
  let messages = new Map<Hex, KnownMessage>();
  let ledger: BookedEntry[] = [];
  return {
    async load() {
      return core && structuredClone({ core, messages: [...messages.values()], ledger });
    },
    async commit(changes) {
      const copy = structuredClone(changes);
      core = copy.core;
      for (const message of copy.messages) messages.set(message.record.id, message);
      ledger = [...ledger.slice(0, copy.ledger.from), ...copy.ledger.entries];
    },
    async clear() {
      core = undefined;
      messages = new Map();
      ledger = [];
    },
    close() {},
  };
}
