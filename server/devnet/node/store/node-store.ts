import { BLOCK_SCHEMA, BlockTable } from './block-table.ts';
import { CONTENT_SCHEMA, ContentTable } from './content-table.ts';
import { ETHEREUM_SCHEMA, EthereumTable } from './ethereum-table.ts';
import { NodeDatabase } from './node-database.ts';
import { TRANSACTION_SCHEMA, TransactionTable } from './transaction-table.ts';

/** What the node remembers. */
export class NodeStore {
  readonly content: ContentTable;
  readonly ethereum: EthereumTable;
  readonly blocks: BlockTable;
  readonly transactions: TransactionTable;
  readonly #database: NodeDatabase;

  /** @throws AppError `STATE_IN_USE`, `STATE_UNREADABLE` */
  constructor(folder: string) {
    const schema = CONTENT_SCHEMA + ETHEREUM_SCHEMA + BLOCK_SCHEMA + TRANSACTION_SCHEMA;
    this.#database = new NodeDatabase(folder, schema);
    this.content = new ContentTable(this.#database);
    this.ethereum = new EthereumTable(this.#database);
    this.blocks = new BlockTable(this.#database);
    this.transactions = new TransactionTable(this.#database);
  }

  /** All of `change` or nothing. */
  atomically<Result>(change: () => Result): Result {
    return this.#database.atomically(change);
  }

  /** Forgets the blocks after `number`; their injected transactions are back in the pool. */
  dropBlocksAfter(number: number): void {
    this.atomically(() => {
      this.transactions.excludeAfter(number);
      this.blocks.dropAfter(number);
    });
  }

  close(): void {
    this.#database.close();
  }
}
