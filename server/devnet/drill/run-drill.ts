import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { bytes, call, toolbox } from '../../../src/executor/fixtures/toolbox.ts';
import { checkReceipt, type SignedReceipt } from '../../../src/protocol/receipt.ts';
import { bytesToHex, type Hex } from '../../../src/shared/hex.ts';
import { startAnvil } from '../chain/anvil.ts';
import { deployContracts } from '../chain/deploy-contracts.ts';
import { VALIDATOR } from '../chain/development-accounts.ts';
import { ethereumClient } from '../chain/ethereum-client.ts';
import { WatchingClient } from '../node/fixtures/test-client.ts';
import { DevnetUser } from './devnet-user.ts';
import { NodeProcess } from './node-process.ts';
import { replay } from './replay.ts';

/**
 * Kills the executor node (kill -9) again and again at random moments while messages of both kinds come in, and starts it again. In the end
 * every message must have been answered exactly once, no batch committed twice, no receipt contradicted, and the state on the Mirror must be
 * the one that a replay of the recorded chain gives.
 */
export async function runDrill({ kills, messages, state, log = () => {} }: DrillParameters): Promise<DrillReport> {
  const problems: string[] = [];
  const anvil = await startAnvil({ port: 0, blockTime: 1, statePath: join(state, 'anvil.json') });
  const contracts = await deployContracts(ethereumClient(anvil.rpcUrl));
  const nodeLines: string[] = [];
  const node = new NodeProcess({ ethereumRpc: anvil.rpcUrl, state, onLine: (line) => void nodeLines.push(line) });
  try {
    await node.start();
    const validator = VALIDATOR.address.toLowerCase() as Hex;
    const user = new DevnetUser({ ethereumRpc: anvil.rpcUrl, nodeUrl: node.nodeUrl, ...contracts, validator });
    const program = await user.deploy(await toolbox(), 10n ** 15n);
    log(`program ${program}; ${messages} messages, ${kills} kills`);

    const sent = new Map<Hex, Hex>();
    const receipts = new Map<Hex, SignedReceipt>();
    let done = 0;
    const sendOne = async (number: number) => {
      const text = bytes(`message ${number}`);
      const payload = bytesToHex(call.reply(text));
      if (number % CANONICAL_EVERY === 0) {
        sent.set(await user.sendMessage(program, payload), bytesToHex(text));
      } else {
        const { id, parameter } = await user.injected(program, payload);
        sent.set(id, bytesToHex(text));
        const receipt = await watchUntilAnswered(node, parameter);
        receipts.set(id, receipt);
        const check = checkReceipt(receipt, id, [validator]);
        if (check.verdict === 'invalid') problems.push(`receipt of ${id}: ${check.problem}`);
        if (!('Promise' in receipt.data)) problems.push(`message ${number} was purged`);
        else if (receipt.data.Promise.reply.payload !== bytesToHex(text))
          problems.push(`message ${number}: wrong reply`);
      }
      done++;
    };

    let next = 0;
    const sender = async () => {
      while (next < messages) {
        await sendOne(next++);
        await pause(randomInt(PAUSE));
      }
    };
    const killer = async () => {
      for (let kill = 0; kill < kills; kill++) {
        // Spread over the whole load: the next kill comes when a share of the messages is through.
        const share = Math.floor((messages * (kill + 1)) / (kills + 1));
        while (done < share) await pause(5);
        await pause(randomInt(100));
        await node.kill();
        log(`kill ${kill + 1} after ${done} messages`);
        await node.start();
      }
    };
    await Promise.all([killer(), ...Array.from({ length: SENDERS }, sender)]);

    const answered = async () => (await user.replies(program)).filter(({ replyTo }) => sent.has(replyTo));
    const deadline = Date.now() + PATIENCE;
    while ((await answered()).length < sent.size && Date.now() < deadline) await pause(200);
    // What would come twice should have the time to come.
    await pause(3000);

    const counts = new Map<Hex, number>();
    for (const { replyTo, payload } of await answered()) {
      counts.set(replyTo, (counts.get(replyTo) ?? 0) + 1);
      if (payload !== sent.get(replyTo)) problems.push(`Ethereum has another reply to ${replyTo}`);
    }
    for (const id of sent.keys()) {
      const count = counts.get(id) ?? 0;
      if (count !== 1) problems.push(`${id} was answered ${count} times on Ethereum`);
    }
    for (const [id, receipt] of receipts) {
      const kept = await user.ask('injected_getTransactionReceipt', id);
      if (JSON.stringify(kept) !== JSON.stringify(receipt)) problems.push(`the receipt of ${id} was contradicted`);
    }
    const batches = await user.batches();
    if (new Set(batches).size !== batches.length) problems.push('a batch was committed twice');
    const replayed = await replay(await user.ask('devnet_exportScenario'), program);
    const onMirror = await user.stateHash(program);
    if (replayed !== onMirror) problems.push(`the Mirror has state ${onMirror}, the replay gives ${replayed}`);
    if (problems.length > 0) for (const line of nodeLines.slice(-50)) log(line);
    return { problems, messages: sent.size, kills, batches: batches.length };
  } finally {
    await node.stop();
    await anvil.stop();
  }
}

export interface DrillParameters {
  kills: number;
  messages: number;
  /** An empty folder. */
  state: string;
  log?: (line: string) => void;
}

export interface DrillReport {
  /** Empty when all went well. */
  problems: string[];
  messages: number;
  kills: number;
  batches: number;
}

const SENDERS = 4;
/** One message in so many goes through Ethereum. */
const CANONICAL_EVERY = 10;
/** ms between the messages of a sender, at most. */
const PAUSE = 60;
/** ms for the last answers. */
const PATIENCE = 60_000;

/** Sends the same transaction again after each broken connection, as a client would. */
async function watchUntilAnswered(node: NodeProcess, parameter: unknown): Promise<SignedReceipt> {
  for (;;) {
    const client = await WatchingClient.connect(node.nodeUrl).catch(() => undefined);
    if (client) {
      const receipt = await Promise.race([client.watch(parameter), client.closed]);
      client.close();
      if (receipt) return receipt;
    }
    await pause(50);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
