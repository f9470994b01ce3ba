/**
 * The executor node as a process of its own, apart from Ethereum: `node scripts/node.mjs server/devnet/node/main.ts --ethereum URL`.
 * Prints its address as a line of JSON when it answers.
 */
import { AppError } from '../../../src/shared/app-error.ts';
import { stopOnSignals } from '../../stop-on-signals.ts';
import { readOptions } from '../options.ts';
import { startExecutorNode } from '../start-executor-node.ts';
import { createLog, reasonOf } from './log.ts';

const log = createLog();

try {
  const { ethereum, state, port, executors } = readOptions(process.argv.slice(2));
  const node = await startExecutorNode({ ethereumRpc: ethereum, state, port, executors, log });
  process.stdout.write(`${JSON.stringify({ nodeUrl: `http://127.0.0.1:${node.port}` })}\n`);
  stopOnSignals(node.close, {
    report: (error) => log.error('stopping failed', { reason: reasonOf(error) }),
    patience: 10_000,
  });
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}
