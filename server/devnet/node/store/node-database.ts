import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AppError } from '../../../../src/shared/app-error.ts';

/**
 * One SQLite file. Whatever belongs together is one transaction, so after a crash the
 * file is as before a block or as after it.
 *
 * Write-ahead log with `synchronous = NORMAL`: a committed transaction is with the operating system and survives the end of
 * the process, however it comes; only when the machine itself loses power may the last moments be gone, and the file is sound
 * then too. Waiting for the disk on each receipt (`FULL`) would cost more than the execution.
 */
export class NodeDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws AppError `STATE_IN_USE`, `STATE_UNREADABLE` */
  constructor(folder: string, schema: string) {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'node.sqlite');
    try {
      this.#database = new DatabaseSync(file);
      // Exclusive: two nodes on one chain would sign contradictory receipts.
      const pragmas = 'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;';
      this.#database.exec(`${pragmas} ${schema}`);
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

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  row<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  rows<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
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
