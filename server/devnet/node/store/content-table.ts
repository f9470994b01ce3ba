import type { Hex } from '../../../../src/shared/hex.ts';
import type { NodeDatabase } from './node-database.ts';

/** Bytes by their hash, codes, and single facts. */
export class ContentTable {
  readonly #database: NodeDatabase;

  constructor(database: NodeDatabase) {
    this.#database = database;
  }

  fact(name: string): string | undefined {
    return this.#database.row<{ value: string }>('SELECT value FROM facts WHERE name = ?', name)?.value;
  }

  setFact(name: string, value: string): void {
    this.#database.run('INSERT OR REPLACE INTO facts VALUES (?, ?)', name, value);
  }

  blob(hash: Hex): Uint8Array | undefined {
    return this.#database.row<{ bytes: Uint8Array }>('SELECT bytes FROM blobs WHERE hash = ?', hash)?.bytes;
  }

  addBlob(hash: Hex, bytes: Uint8Array): void {
    this.#database.run('INSERT OR IGNORE INTO blobs VALUES (?, ?)', hash, bytes);
  }

  code(codeId: Hex): StoredCode | undefined {
    return this.#database.row('SELECT instrumented, metadataLength FROM codes WHERE id = ?', codeId);
  }

  /** In the order in which they came; without the first `offset`. */
  validCodes(offset = 0): { id: Hex; instrumented: Uint8Array }[] {
    const valid = 'SELECT id, instrumented FROM codes WHERE instrumented IS NOT NULL ORDER BY rowid LIMIT -1 OFFSET ?';
    return this.#database.rows(valid, offset);
  }

  addCode(codeId: Hex, { instrumented, metadataLength }: StoredCode): void {
    this.#database.run('INSERT OR REPLACE INTO codes VALUES (?, ?, ?)', codeId, instrumented, metadataLength);
  }
}

export interface StoredCode {
  /** As the engine gives it; null for a code that was refused. */
  instrumented: Uint8Array | null;
  /** Bytes of metadata at its end. */
  metadataLength: number;
}

export const CONTENT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS blobs (hash TEXT PRIMARY KEY, bytes BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS codes (id TEXT PRIMARY KEY, instrumented BLOB, metadataLength INTEGER) STRICT;
`;
