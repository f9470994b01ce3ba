import { type DBSchema, openDB } from 'idb';
import { AppError } from '../../shared/app-error.ts';
import type { Hex } from '../../shared/hex.ts';
import type { KnownMessage } from './known-message.ts';
import type { BookedEntry, HistoryCore, NetworkStorage } from './network-storage.ts';

/**
 * Keeps the history in IndexedDB, one database for each network.
 * @throws AppError `STORAGE_UNAVAILABLE`
 */
export async function openIdbNetworkStorage(name: string): Promise<NetworkStorage> {
  const database = await openDB<Schema>(name, VERSION, {
    upgrade(database) {
      database.createObjectStore('core');
      database.createObjectStore('messages');
      database.createObjectStore('ledger');
    },
    // A newer version of the app, in another tab, must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  }).catch((cause) => {
    throw new AppError({
      code: 'STORAGE_UNAVAILABLE',
      shortMessage: 'The browser does not let the app keep the network’s history',
      details: String(cause),
      hint: 'Allow the site to store data, or leave private browsing.',
      cause,
    });
  });
  return {
    async load() {
      const transaction = database.transaction(STORES);
      const [core, messages, ledger] = await Promise.all([
        transaction.objectStore('core').get('core'),
        transaction.objectStore('messages').getAll(),
        transaction.objectStore('ledger').getAll(),
      ]);
      return core && { core, messages, ledger };
    },
    async commit({ core, messages, ledger }) {
      const transaction = database.transaction(STORES, 'readwrite');
      const ledgerStore = transaction.objectStore('ledger');
      await Promise.all([
        transaction.objectStore('core').put(core, 'core'),
        ...messages.map((message) => transaction.objectStore('messages').put(message, message.record.id)),
        ledgerStore.delete(IDBKeyRange.lowerBound(ledger.from)),
        ...ledger.entries.map((entry, index) => ledgerStore.put(entry, ledger.from + index)),
        transaction.done,
      ]);
    },
    async clear() {
      const transaction = database.transaction(STORES, 'readwrite');
      await Promise.all([...STORES.map((store) => transaction.objectStore(store).clear()), transaction.done]);
    },
    close: () => database.close(),
  };
}

const VERSION = 1;
const STORES = ['core', 'messages', 'ledger'] as const;

interface Schema extends DBSchema {
  core: { key: 'core'; value: HistoryCore };
  messages: { key: Hex; value: KnownMessage };
  /** By position. */
  ledger: { key: number; value: BookedEntry };
}
