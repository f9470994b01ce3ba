import type { SignedReceipt } from '../../../../src/protocol/receipt.ts';
import type { Hex } from '../../../../src/shared/hex.ts';
import { parseExact, stringifyExact } from '../exact-json.ts';
import type { PooledTransaction } from '../pooled-transaction.ts';
import type { NodeDatabase } from './node-database.ts';

/** Injected transactions, in the pool and in blocks, and their receipts. */
export class TransactionTable {
  readonly #database: NodeDatabase;

  constructor(database: NodeDatabase) {
    this.#database = database;
  }

  add({ id, ...transaction }: PooledTransaction): void {
    this.#database.run('INSERT INTO transactions (id, record) VALUES (?, ?)', id, stringifyExact(transaction));
  }

  /** `block`: the number of the own block that holds it; null while it is in the pool. */
  get(id: Hex): { transaction: PooledTransaction; block: number | null } | undefined {
    const row = this.#database.row<TransactionRow>('SELECT id, record, block FROM transactions WHERE id = ?', id);
    return row && { transaction: pooledTransaction(row), block: row.block };
  }

  /** In order of arrival. */
  pool(): PooledTransaction[] {
    const pooled = 'SELECT id, record, block FROM transactions WHERE block IS NULL AND purged = 0 ORDER BY arrival';
    return this.#database.rows<TransactionRow>(pooled).map(pooledTransaction);
  }

  include(id: Hex, block: number): void {
    this.#database.run('UPDATE transactions SET block = ? WHERE id = ?', block, id);
  }

  /** Out of the pool for good, with its receipt; it can still be asked for. */
  purge(id: Hex): void {
    this.#database.run('UPDATE transactions SET purged = 1 WHERE id = ?', id);
  }

  /** A purged transaction that comes again may enter the pool again. */
  forget(id: Hex): void {
    this.#database.run('DELETE FROM transactions WHERE id = ?', id);
  }

  receipt(transaction: Hex): SignedReceipt | undefined {
    const row = this.#database.row<{ receipt: string }>('SELECT receipt FROM receipts WHERE id = ?', transaction);
    return row && JSON.parse(row.receipt);
  }

  addReceipt(transaction: Hex, receipt: SignedReceipt): void {
    this.#database.run('INSERT OR REPLACE INTO receipts VALUES (?, ?)', transaction, JSON.stringify(receipt));
  }

  /** What blocks after `number` held is in the pool again. */
  excludeAfter(number: number): void {
    this.#database.run('UPDATE transactions SET block = NULL WHERE block > ?', number);
  }
}

export const TRANSACTION_SCHEMA = `
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
