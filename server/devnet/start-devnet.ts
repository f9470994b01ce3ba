import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '../../src/shared/hex.ts';
import { type Anvil, startAnvil } from './chain/anvil.ts';
import type { ExecutorNode } from './node/executor-node.ts';
import { createLog, type Log } from './node/log.ts';
import { startExecutorNode } from './start-executor-node.ts';

/**
 * Starts a whole network of one's own: anvil with the real contracts, and an executor node on it.
 *
 * @example
 * const devnet = await startDevnet({ state: folder });
 * const answer = await fetch(devnet.nodeUrl, …);
 * await devnet.stop();
 */
export async function startDevnet(parameters: StartDevnetParameters): Promise<Devnet> {
  const {
    state,
    port = 0,
    ethereumPort = 0,
    blockTime = 1,
    executors = 2,
    reset = false,
    log = createLog(),
  } = parameters;
  if (reset) rmSync(state, { recursive: true, force: true });
  const anvil = await startAnvil({ port: ethereumPort, blockTime, statePath: join(state, 'anvil.json') });
  try {
    const node = await startExecutorNode({ ethereumRpc: anvil.rpcUrl, state, port, executors, log });
    const { router, wvara, converter, validator } = node;
    const stop = async () => {
      await node.close();
      await anvil.stop();
    };
    const nodeUrl = `http://127.0.0.1:${node.port}`;
    return { ethereumRpc: anvil.rpcUrl, nodeUrl, router, wvara, converter, validator, anvil, node, stop };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

export interface StartDevnetParameters {
  /** Folder of all that outlives the devnet. */
  state: string;
  /** Of the node's JSON-RPC; 0 or absent: the system chooses. */
  port?: number;
  /** Of Ethereum's JSON-RPC; 0 or absent: the system chooses. */
  ethereumPort?: number;
  /** Seconds between Ethereum blocks, at least 1. */
  blockTime?: number;
  /** 1–16; 2 when absent */
  executors?: number;
  /** Empties the folder first. */
  reset?: boolean;
  log?: Log;
}

export interface Devnet {
  ethereumRpc: string;
  /** HTTP; with `ws:` in place of `http:`, the WebSocket. */
  nodeUrl: string;
  router: Hex;
  wvara: Hex;
  /** The playground's own contract: see docs/conversion.md. */
  converter: Hex;
  validator: Hex;
  anvil: Anvil;
  node: ExecutorNode;
  /** Finishes the block under way; everything is on disk then. */
  stop(): Promise<void>;
}
