import { type IDBPDatabase, openDB } from 'idb';
import type { StateStorage } from 'zustand/middleware';

/** Keeps a store's state in IndexedDB, for what is too large for localStorage. */
export function createIdbStateStorage(name: string): StateStorage {
  let opened: Promise<IDBPDatabase> | undefined;
  const open = () => {
    opened ??= openDB(name, 1, { upgrade: (database) => void database.createObjectStore('state') });
    return opened;
  };
  return {
    getItem: async (key) => (await (await open()).get('state', key)) ?? null,
    setItem: async (key, value) => void (await (await open()).put('state', value, key)),
    removeItem: async (key) => (await open()).delete('state', key),
  };
}
