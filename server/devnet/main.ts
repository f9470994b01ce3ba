/** `npm run devnet`: anvil with the real contracts and an executor node, in one process with anvil beside it. */
import { resolve } from 'node:path';
import { AppError } from '../../src/shared/app-error.ts';
import { stopOnSignals } from '../stop-on-signals.ts';
import { CHAIN_ID } from './chain/chain-id.ts';
import { developmentAccount, OWNER, VALIDATOR } from './chain/development-accounts.ts';
import { exportScenario } from './node/export-scenario.ts';
import { createLog, reasonOf } from './node/log.ts';
import { NodeStore } from './node/store/node-store.ts';
import { readOptions } from './options.ts';
import { type Devnet, startDevnet } from './start-devnet.ts';

const log = createLog();

try {
  const options = readOptions(process.argv.slice(2));
  if (options.exportScenario) {
    const file = resolve(options.exportScenario);
    const store = new NodeStore(resolve(options.state, 'node'));
    await exportScenario(store, file);
    store.close();
    console.log(`Recorded: ${file}`);
  } else {
    const devnet = await startDevnet({ ...options, log });
    greet(devnet);
    let isStopping = false;
    void devnet.anvil.ended.then(() => isStopping || log.error('anvil has ended; start the devnet again'));
    const stop = () => {
      isStopping = true;
      return devnet.stop();
    };
    stopOnSignals(stop, {
      report: (error) => log.error('stopping failed', { reason: reasonOf(error) }),
      patience: 10_000,
    });
  }
} catch (error) {
  console.error(error instanceof AppError ? error.message : error);
  process.exit(1);
}

function greet({ ethereumRpc, nodeUrl, router, wvara, converter }: Devnet): void {
  const accounts = [2, 3, 4, 5].map((index) => developmentAccount(index));
  console.log(`
Gear.exe Devnet

  Executor node   ${nodeUrl}  (${nodeUrl.replace('http', 'ws')})
  Ethereum        ${ethereumRpc}, chain id ${CHAIN_ID}
  Router          ${router}
  WVARA           ${wvara}
  Converter       ${converter}
  Validator       ${VALIDATOR.address}
  Owner           ${OWNER.address}

MetaMask: Add a custom network, RPC URL ${ethereumRpc}, chain id ${CHAIN_ID}, currency ETH.

Development accounts with 10,000 ETH each (everybody knows these keys: never use them elsewhere):
${accounts.map(({ address, privateKey }) => `  ${address}  ${privateKey}`).join('\n')}

Ctrl+C stops it; everything is kept for the next start. --reset begins anew.
`);
}
