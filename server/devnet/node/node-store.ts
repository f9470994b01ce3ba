import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SignedReceipt } from '../../../src/protocol/receipt.ts';
import { AppError } from '../../../src/shared/app-error.ts';
import type { Hex } from '../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumHeader } from '../ethereum-chain.ts';
import { parseExact, stringifyExact } from './exact-json.ts';
import type { OwnBlock } from './own-block.ts';
import type { PooledTransaction } from './pooled-transaction.ts';
import type { ProgramEntry } from './program-entry.ts';

/**
 * What the node remembers, in one SQLite file. Whatever belongs together is one transaction, so after a crash the
 * file is as before a block or as after it.
 *
 * Write-ahead log with `synchronous = NORMAL`: a committed transaction is with the operating system and survives the end of
 * the process, however it comes; only when the machine itself loses power may the last moments be gone, and the file is sound
 * then too. Waiting for the disk on each receipt (`FULL`) would cost more than the execution.
 */
export class NodeStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws AppError `STATE_IN_USE`, `STATE_UNREADABLE` */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'node.sqlite');
    try {
      this.#database = new DatabaseSync(file);
      // Exclusive: two nodes on one chain would sign contradictory receipts.
      this.#database.exec(
        `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`,
      );
    } catch (cause) {
      throw cannotOpen(file, cause);
    }
  }

  close(): void {
    this.#database.close();
  }

  /** All of `change` or nothing. */
  atomically<Result>(change: () => Result): Result {
    if (this.#database.isTransaction) return change();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = change();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  fact(name: string): string | undefined {
    return this.#row<{ value: string }>('SELECT value FROM facts WHERE name = ?', name)?.value;
  }

  setFact(name: string, value: string): void {
    this.#run('INSERT OR REPLACE INTO facts VALUES (?, ?)', name, value);
  }

  blob(hash: Hex): Uint8Array | undefined {
    return this.#row<{ bytes: Uint8Array }>('SELECT bytes FROM blobs WHERE hash = ?', hash)?.bytes;
  }

  addBlob(hash: Hex, bytes: Uint8Array): void {
    this.#run('INSERT OR IGNORE INTO blobs VALUES (?, ?)', hash, bytes);
  }

  code(codeId: Hex): StoredCode | undefined {
    return this.#row('SELECT instrumented, metadataLength FROM codes WHERE id = ?', codeId);
  }

  /** In the order in which they came; without the first `offset`. */
  validCodes(offset = 0): { id: Hex; instrumented: Uint8Array }[] {
    const valid = 'SELECT id, instrumented FROM codes WHERE instrumented IS NOT NULL ORDER BY rowid LIMIT -1 OFFSET ?';
    return this.#rows(valid, offset);
  }

  addCode(codeId: Hex, { instrumented, metadataLength }: StoredCode): void {
    this.#run('INSERT OR REPLACE INTO codes VALUES (?, ?, ?)', codeId, instrumented, metadataLength);
  }

  ethereumHeader(hash: Hex): EthereumHeader | undefined {
    return this.#row<EthereumHeader>('SELECT hash, parentHash, height, timestamp FROM ethereum WHERE hash = ?', hash);
  }

  /** Every Ethereum block that was ever taken in, also of branches that were given up. */
  ethereumBlock(hash: Hex): EthereumBlock | undefined {
    const row = this.#row<EthereumHeader & { events: string }>('SELECT * FROM ethereum WHERE hash = ?', hash);
    if (!row) return undefined;
    const { events, ...header } = row;
    return { ...header, events: reviveAmounts(parseExact(events)) as EthereumBlock['events'] };
  }

  addEthereumBlock({ hash, parentHash, height, timestamp, events }: EthereumBlock): void {
    this.#run(
      'INSERT OR IGNORE INTO ethereum VALUES (?, ?, ?, ?, ?)',
      hash,
      parentHash,
      height,
      timestamp,
      stringifyExact(events),
    );
  }

  headBlock(): OwnBlock | undefined {
    return this.#block('SELECT record FROM blocks ORDER BY number DESC LIMIT 1');
  }

  block(number: number): OwnBlock | undefined {
    return this.#block('SELECT record FROM blocks WHERE number = ?', number);
  }

  numberOfBlock(hash: Hex): number | undefined {
    return this.#row<{ number: number }>('SELECT number FROM blocks WHERE hash = ?', hash)?.number;
  }

  /** Blocks after `number`, oldest first; `withTransitions`: only those that mean something to Ethereum. */
  *blocksAfter(number: number, { withTransitions = false } = {}): Generator<OwnBlock> {
    const condition = withTransitions ? 'AND transitions > 0' : '';
    const statement = this.#statement(`SELECT record FROM blocks WHERE number > ? ${condition} ORDER BY number`);
    for (const { record } of statement.all(number) as { record: string }[]) yield JSON.parse(record);
  }

  /** Appends a block with the engine's chain after it. Snapshots older than `keep` Ethereum blocks go. */
  addBlock(block: OwnBlock, chain: Uint8Array, keep: number): void {
    const { number, hash, anchor, transitions } = block;
    this.#run('INSERT INTO blocks VALUES (?, ?, ?, ?)', number, hash, transitions.length, JSON.stringify(block));
    this.#run('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?)', anchor.height, number, chain);
    this.#run('DELETE FROM snapshots WHERE height < ?', anchor.height - keep);
  }

  /** Where the chain can be taken back to, newest first: the last own block of each Ethereum block. */
  snapshots(): { height: number; number: number }[] {
    return this.#rows('SELECT height, number FROM snapshots ORDER BY height DESC');
  }

  snapshotAt(number: number): Uint8Array | undefined {
    return this.#row<{ chain: Uint8Array }>('SELECT chain FROM snapshots WHERE number = ?', number)?.chain;
  }

  /** Forgets the blocks after `number`; their injected transactions are back in the pool. */
  dropBlocksAfter(number: number): void {
    this.atomically(() => {
      this.#run('UPDATE transactions SET block = NULL WHERE block > ?', number);
      this.#run('DELETE FROM blocks WHERE number > ?', number);
      this.#run('DELETE FROM snapshots WHERE number > ?', number);
      this.#run('DELETE FROM programs WHERE block > ?', number);
    });
  }

  setProgram(block: number, program: ProgramEntry): void {
    this.#run('INSERT OR REPLACE INTO programs VALUES (?, ?, ?)', program.program, block, stringifyExact(program));
  }

  /** As of the newest block. */
  programs(): ProgramEntry[] {
    const rows = this.#rows<{ record: string }>('SELECT record, MAX(block) FROM programs GROUP BY program');
    return rows.map(({ record }) => {
      const entry = parseExact(record) as ProgramEntry;
      return { ...entry, executableBalance: BigInt(entry.executableBalance) };
    });
  }

  addTransaction({ id, ...transaction }: PooledTransaction): void {
    this.#run('INSERT INTO transactions (id, record) VALUES (?, ?)', id, stringifyExact(transaction));
  }

  /** `block`: the number of the own block that holds it; null while it is in the pool. */
  transaction(id: Hex): { transaction: PooledTransaction; block: number | null } | undefined {
    const row = this.#row<TransactionRow>('SELECT id, record, block FROM transactions WHERE id = ?', id);
    return row && { transaction: pooledTransaction(row), block: row.block };
  }

  /** In order of arrival. */
  pool(): PooledTransaction[] {
    const pooled = 'SELECT id, record, block FROM transactions WHERE block IS NULL AND purged = 0 ORDER BY arrival';
    return this.#rows<TransactionRow>(pooled).map(pooledTransaction);
  }

  includeTransaction(id: Hex, block: number): void {
    this.#run('UPDATE transactions SET block = ? WHERE id = ?', block, id);
  }

  /** Out of the pool for good, with its receipt; it can still be asked for. */
  purgeTransaction(id: Hex): void {
    this.#run('UPDATE transactions SET purged = 1 WHERE id = ?', id);
  }

  /** A purged transaction that comes again may enter the pool again. */
  forgetTransaction(id: Hex): void {
    this.#run('DELETE FROM transactions WHERE id = ?', id);
  }

  receipt(transaction: Hex): SignedReceipt | undefined {
    const row = this.#row<{ receipt: string }>('SELECT receipt FROM receipts WHERE id = ?', transaction);
    return row && JSON.parse(row.receipt);
  }

  addReceipt(transaction: Hex, receipt: SignedReceipt): void {
    this.#run('INSERT OR REPLACE INTO receipts VALUES (?, ?)', transaction, JSON.stringify(receipt));
  }

  #block(sql: string, ...values: SQLInputValue[]): OwnBlock | undefined {
    const row = this.#row<{ record: string }>(sql, ...values);
    return row && JSON.parse(row.record);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #row<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  #rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

export interface StoredCode {
  /** As the engine gives it; null for a code that was refused. */
  instrumented: Uint8Array | null;
  /** Bytes of metadata at its end. */
  metadataLength: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS blobs (hash TEXT PRIMARY KEY, bytes BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS codes (id TEXT PRIMARY KEY, instrumented BLOB, metadataLength INTEGER) STRICT;
  CREATE TABLE IF NOT EXISTS ethereum
    (hash TEXT PRIMARY KEY, parentHash TEXT, height INTEGER, timestamp INTEGER, events TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (number INTEGER PRIMARY KEY, hash TEXT UNIQUE, transitions INTEGER, record TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS snapshots (height INTEGER PRIMARY KEY, number INTEGER, chain BLOB) STRICT;
  CREATE TABLE IF NOT EXISTS programs (program TEXT, block INTEGER, record TEXT, PRIMARY KEY (program, block)) STRICT;
  CREATE TABLE IF NOT EXISTS transactions
    (arrival INTEGER PRIMARY KEY, id TEXT UNIQUE, record TEXT, block INTEGER, purged INTEGER DEFAULT 0) STRICT;
  CREATE INDEX IF NOT EXISTS pool ON transactions (arrival) WHERE block IS NULL AND purged = 0;
  CREATE INDEX IF NOT EXISTS included ON transactions (block);
  CREATE TABLE IF NOT EXISTS receipts (id TEXT PRIMARY KEY, receipt TEXT) STRICT;
`;

interface TransactionRow {
  id: Hex;
  record: string;
  block: number | null;
}

function pooledTransaction({ id, record }: TransactionRow): PooledTransaction {
  const transaction = parseExact(record) as Omit<PooledTransaction, 'id'>;
  return { id, ...transaction, value: BigInt(transaction.value) };
}

/** Amounts that fit into a double came back as numbers. */
function reviveAmounts(events: unknown): unknown {
  return (events as Record<string, unknown>[]).map((event) =>
    Object.fromEntries(
      Object.entries(event).map(([name, value]) => [name, typeof value === 'number' ? BigInt(value) : value]),
    ),
  );
}

function cannotOpen(file: string, cause: unknown): AppError {
  const details = cause instanceof Error ? cause.message : String(cause);
  if (/locked|busy/i.test(details)) {
    return new AppError({
      code: 'STATE_IN_USE',
      shortMessage: 'Another executor node works on this state folder',
      details: file,
      hint: 'Stop it, or choose another folder with --state.',
      cause,
    });
  }
  return new AppError({
    code: 'STATE_UNREADABLE',
    shortMessage: 'The state folder of the executor node cannot be opened',
    details: `${file}: ${details}`,
    hint: 'Free some room or mend the permissions; --reset starts anew.',
    cause,
  });
}
