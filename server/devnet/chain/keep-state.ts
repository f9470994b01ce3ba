import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ethereumClient } from './ethereum-client.ts';

/** ms; what a kill loses at most, while the chain is short enough to be saved fast. */
const INTERVAL = 1_000;
/** A long chain takes seconds to save: at most this part of the time goes into it. */
const SHARE = 1 / 2;

export interface StateKeeper {
  /** Writes the chain to its file now. */
  save(): Promise<void>;
  /** No more saving from now on; resolves when what runs has ended. */
  stop(): Promise<void>;
}

/**
 * Writes anvil's chain to a file, again and again: blocks, transactions, receipts and accounts, but no blobs. Anvil's own `--state` writes into
 * the file in place, so a kill in the middle leaves one that it cannot read; here the former file stays until the new one is whole.
 */
export function keepState(rpcUrl: string, path: string): StateKeeper {
  const client = ethereumClient(rpcUrl, { timeout: 60_000 });
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  function save(): Promise<void> {
    // One after another: two must not write the same file.
    running = running.catch(() => {}).then(write);
    return running;
  }

  async function write(): Promise<void> {
    const dump = await client.dumpState();
    const json = await promisify(gunzip)(Buffer.from(dump.slice(2), 'hex'));
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(`${path}.part`, json);
      renameSync(`${path}.part`, path);
    } catch (error) {
      rmSync(`${path}.part`, { force: true });
      throw error;
    }
  }

  async function tick(): Promise<void> {
    const started = performance.now();
    try {
      await save();
    } catch (error) {
      // It may be ending. The next time may do better, and what was saved stays.
      if (!isStopped) console.error(`The local Ethereum could not be saved to ${path}:`, error);
    }
    schedule(performance.now() - started);
  }

  function schedule(lastDuration: number): void {
    if (!isStopped) timer = setTimeout(() => void tick(), Math.max(INTERVAL, lastDuration / SHARE)).unref();
  }

  schedule(0);
  return {
    save,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      return running.catch(() => {});
    },
  };
}
