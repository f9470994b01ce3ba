import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../src/shared/app-error.ts';
import { CHAIN_ID } from './chain-id.ts';
import { keepState } from './keep-state.ts';

/** The Ethereum of the devnet: an anvil process. */
export interface Anvil {
  /** HTTP */
  rpcUrl: string;
  /** WebSocket, on the same port. */
  wsUrl: string;
  port: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Writes its state to the file now; without a file it does nothing. */
  save(): Promise<void>;
  /** Saves its state and ends it. */
  stop(): Promise<void>;
  /** Kills it without a chance to write anything, as a power cut would. */
  kill(): Promise<void>;
}

export interface AnvilParameters {
  /** 0: any free one. */
  port: number;
  /** Seconds between blocks, 1 or more: two blocks never share a timestamp then, which the Router would refuse. */
  blockTime: number;
  /** File with the chain; taken up when it exists, written every second or so and at the end, by renaming. Absent: nothing is kept. */
  statePath?: string;
}

/** Blocks count as final after two epochs; so a person can see a message become final. */
const SLOTS_IN_AN_EPOCH = 2;
const START_TIMEOUT = 30_000;

/**
 * Starts anvil and waits until it answers.
 * @throws AppError `ANVIL_MISSING`, `PORT_TAKEN`, `ANVIL_FAILED` with what it said
 */
export async function startAnvil({ port: wanted, blockTime, statePath }: AnvilParameters): Promise<Anvil> {
  const binary = anvilPath();
  const port = await freePort(wanted);
  const options = {
    host: '127.0.0.1',
    port,
    'chain-id': CHAIN_ID,
    'block-time': blockTime,
    'slots-in-an-epoch': SLOTS_IN_AN_EPOCH,
    ...(statePath && existsSync(statePath) && { 'load-state': statePath }),
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const keeper = fileURLToPath(new URL('keep-with-parent.mjs', import.meta.url));
  // A process group of its own, so that Ctrl+C in the terminal does not end it before it is saved.
  const child = spawn(process.execPath, [keeper, binary, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });

  const rpcUrl = `http://127.0.0.1:${port}`;
  await untilItAnswers(child, rpcUrl, () => complaint);
  const state = statePath === undefined ? undefined : keepState(rpcUrl, statePath);
  void ended.then(() => state?.stop());
  const kill = async () => {
    void state?.stop();
    child.stdin.destroy();
    await ended;
  };
  return {
    rpcUrl,
    wsUrl: `ws://127.0.0.1:${port}`,
    port,
    ended,
    save: async () => state?.save(),
    async stop() {
      await state?.stop();
      try {
        if (isRunning(child)) await state?.save();
      } finally {
        await kill();
      }
    },
    kill,
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function anvilPath(): string {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const folder = `@foundry-rs/anvil-${process.platform}-${arch}`;
  try {
    const { resolve } = createRequire(createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json'));
    const path = join(
      dirname(resolve(`${folder}/package.json`)),
      'bin',
      process.platform === 'win32' ? 'anvil.exe' : 'anvil',
    );
    if (existsSync(path)) return path;
  } catch {
    // Not there: told below.
  }
  throw new AppError({
    code: 'ANVIL_MISSING',
    shortMessage: 'anvil, the local Ethereum, is not installed',
    details: `There is no package ${folder}.`,
    hint: 'Run npm install without --omit=optional. Anvil exists for Linux and macOS on x64 and arm64 and for Windows on x64.',
  });
}

async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: wanted }, () => resolve((server.address() as { port: number }).port));
    });
  } catch (cause) {
    throw new AppError({
      code: 'PORT_TAKEN',
      shortMessage: `Port ${wanted} is taken: perhaps a devnet is running already`,
      hint: 'Stop the other program, or choose another port with --ethereum-port.',
      cause,
    });
  } finally {
    server.close();
  }
}

async function untilItAnswers(child: ChildProcess, rpcUrl: string, complaint: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT;
  let failure = 'It does not answer.';
  while (Date.now() < deadline && isRunning(child)) {
    try {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] });
      const response = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      if (response.ok) return;
      failure = `It answers with HTTP ${response.status}.`;
    } catch {
      // It is not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  child.stdin?.destroy();
  throw new AppError({
    code: 'ANVIL_FAILED',
    shortMessage: 'anvil, the local Ethereum, did not start',
    details: complaint().trim() || failure,
    hint: 'If its saved state is damaged, start the devnet with --reset.',
  });
}
