import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Hex } from '../shared/hex.ts';
import type { Files, Tree } from './file-rules.ts';

export interface Project extends Tree {
  id: string;
  name: string;
  /** ms since the epoch */
  updatedAt: number;
  /** The files as they were when the newest program was made of them; absent when it was not made of files. */
  builtFiles?: Files;
  /** Programs that can be deployed, the newest first. */
  artifacts: Artifact[];
}

/** A program ready to be deployed. */
export interface Artifact {
  /** Unique within a project; the same source and code keep their id. */
  id: string;
  name: string;
  wasm: Uint8Array<ArrayBuffer>;
  /** Sails IDL v2; absent for a program whose interface is unknown. */
  idl?: string;
  solidity?: string;
  codeId?: Hex;
  origin: 'template' | 'build' | 'upload';
  /** ms since the epoch */
  at: number;
}

/** Where projects live between visits. */
export interface WorkspaceStorage {
  /** The latest used first. */
  list(): Promise<{ id: string; name: string; updatedAt: number }[]>;
  load(id: string): Promise<Project | undefined>;
  save(project: Project): Promise<void>;
  remove(id: string): Promise<void>;
}

interface Schema extends DBSchema {
  projects: { key: string; value: Project; indexes: { updatedAt: number } };
}

/** Projects in IndexedDB, one record each. */
export function createWorkspaceStorage(name = 'gear-exe.workspace'): WorkspaceStorage {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const open = () => {
    opened ??= openDB<Schema>(name, 1, {
      upgrade(database) {
        database.createObjectStore('projects', { keyPath: 'id' }).createIndex('updatedAt', 'updatedAt');
      },
    });
    return opened;
  };

  return {
    async list() {
      const projects = await (await open()).getAllFromIndex('projects', 'updatedAt');
      return projects.reverse().map(({ id, name, updatedAt }) => ({ id, name, updatedAt }));
    },
    async load(id) {
      return (await open()).get('projects', id);
    },
    async save(project) {
      await (await open()).put('projects', project);
    },
    async remove(id) {
      await (await open()).delete('projects', id);
    },
  };
}
