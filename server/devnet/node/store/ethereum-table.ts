import type { Hex } from '../../../../src/shared/hex.ts';
import type { EthereumBlock, EthereumHeader } from '../../ethereum-chain.ts';
import { parseExact, stringifyExact } from '../exact-json.ts';
import type { NodeDatabase } from './node-database.ts';

/** Ethereum’s blocks, as they were taken in. */
export class EthereumTable {
  readonly #database: NodeDatabase;

  constructor(database: NodeDatabase) {
    this.#database = database;
  }

  header(hash: Hex): EthereumHeader | undefined {
    return this.#database.row<EthereumHeader>(
      'SELECT hash, parentHash, height, timestamp FROM ethereum WHERE hash = ?',
      hash,
    );
  }

  /** Every Ethereum block that was ever taken in, also of branches that were given up. */
  get(hash: Hex): EthereumBlock | undefined {
    const row = this.#database.row<EthereumHeader & { events: string }>('SELECT * FROM ethereum WHERE hash = ?', hash);
    if (!row) return undefined;
    const { events, ...header } = row;
    return { ...header, events: reviveAmounts(parseExact(events)) as EthereumBlock['events'] };
  }

  add({ hash, parentHash, height, timestamp, events }: EthereumBlock): void {
    this.#database.run(
      'INSERT OR IGNORE INTO ethereum VALUES (?, ?, ?, ?, ?)',
      hash,
      parentHash,
      height,
      timestamp,
      stringifyExact(events),
    );
  }
}

export const ETHEREUM_SCHEMA = `
  CREATE TABLE IF NOT EXISTS ethereum
    (hash TEXT PRIMARY KEY, parentHash TEXT, height INTEGER, timestamp INTEGER, events TEXT) STRICT;
`;

/** Amounts that fit into a double came back as numbers. */
function reviveAmounts(events: unknown): unknown {
  return (events as Record<string, unknown>[]).map((event) =>
    Object.fromEntries(
      Object.entries(event).map(([name, value]) => [name, typeof value === 'number' ? BigInt(value) : value]),
    ),
  );
}
