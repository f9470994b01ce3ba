import type { SQLInputValue } from 'node:sqlite';
import type { Hex } from '../../../../src/shared/hex.ts';
import { parseExact, stringifyExact } from '../exact-json.ts';
import type { OwnBlock } from '../own-block.ts';
import type { ProgramEntry } from '../program-entry.ts';
import type { NodeDatabase } from './node-database.ts';

/** The own blocks, the engine’s chain after the latest of them, and what each made of programs. */
export class BlockTable {
  readonly #database: NodeDatabase;

  constructor(database: NodeDatabase) {
    this.#database = database;
  }

  head(): OwnBlock | undefined {
    return this.#block('SELECT record FROM blocks ORDER BY number DESC LIMIT 1');
  }

  get(number: number): OwnBlock | undefined {
    return this.#block('SELECT record FROM blocks WHERE number = ?', number);
  }

  numberOf(hash: Hex): number | undefined {
    return this.#database.row<{ number: number }>('SELECT number FROM blocks WHERE hash = ?', hash)?.number;
  }

  /** Blocks after `number`, oldest first; `withTransitions`: only those that mean something to Ethereum. */
  *after(number: number, { withTransitions = false } = {}): Generator<OwnBlock> {
    const condition = withTransitions ? 'AND transitions > 0' : '';
    const sql = `SELECT record FROM blocks WHERE number > ? ${condition} ORDER BY number`;
    for (const { record } of this.#database.rows<{ record: string }>(sql, number)) yield JSON.parse(record);
  }

  /** Appends a block with the engine's chain after it. Snapshots older than `keep` Ethereum blocks go. */
  add(block: OwnBlock, chain: Uint8Array, keep: number): void {
    const { number, hash, anchor, transitions } = block;
    this.#database.run(
      'INSERT INTO blocks VALUES (?, ?, ?, ?)',
      number,
      hash,
      transitions.length,
      JSON.stringify(block),
    );
    this.#database.run('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)', anchor.height, number, chain);
    this.#database.run('DELETE FROM snapshots WHERE height < ?', anchor.height - keep);
  }

  /** Where the chain can be taken back to, newest first: the last own block of each Ethereum block. */
  snapshots(): { height: number; number: number }[] {
    return this.#database.rows('SELECT height, number FROM snapshots ORDER BY height DESC');
  }

  snapshotAt(number: number): Uint8Array | undefined {
    return this.#database.row<{ chain: Uint8Array }>('SELECT chain FROM snapshots WHERE number = ?', number)?.chain;
  }

  dropAfter(number: number): void {
    this.#database.run('DELETE FROM blocks WHERE number > ?', number);
    this.#database.run('DELETE FROM snapshots WHERE number > ?', number);
    this.#database.run('DELETE FROM programs WHERE block > ?', number);
  }

  setProgram(block: number, program: ProgramEntry): void {
    this.#database.run(
      'INSERT OR REPLACE INTO programs VALUES (?, ?, ?)',
      program.program,
      block,
      stringifyExact(program),
    );
  }

  /** As of the newest block. */
  programs(): ProgramEntry[] {
    const rows = this.#database.rows<{ record: string }>('SELECT record, MAX(block) FROM programs GROUP BY program');
    return rows.map(({ record }) => {
      const entry = parseExact(record) as ProgramEntry;
      return { ...entry, executableBalance: BigInt(entry.executableBalance) };
    });
  }

  #block(sql: string, ...values: SQLInputValue[]): OwnBlock | undefined {
    const row = this.#database.row<{ record: string }>(sql, ...values);
    return row && JSON.parse(row.record);
  }
}

export const BLOCK_SCHEMA = `
  CREATE TABLE IF NOT EXISTS blocks (number INTEGER PRIMARY KEY, hash TEXT UNIQUE, transitions INTEGER, record TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS snapshots (height INTEGER PRIMARY KEY, number INTEGER, chain BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS programs (program TEXT, block INTEGER, record TEXT, PRIMARY KEY (program, block)) STRICT;
`;
