import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../node/main.ts', import.meta.url));

/** An executor node in a process of its own, which can be killed. */
export class NodeProcess {
  readonly #args: string[];
  readonly #onLine: (line: string) => void;
  #child: ChildProcess | undefined;
  nodeUrl = '';

  constructor({ ethereumRpc, state, onLine }: { ethereumRpc: string; state: string; onLine: (line: string) => void }) {
    this.#args = ['--ethereum', ethereumRpc, '--state', state, '--executors', '1'];
    this.#onLine = onLine;
  }

  /** Resolves when it answers; after the first start it keeps its port. */
  async start(): Promise<void> {
    const port = this.nodeUrl ? new URL(this.nodeUrl).port : '0';
    const args = ['--disable-warning=ExperimentalWarning', MAIN, ...this.#args, '--port', port];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    // A child would outlive whoever started it.
    const end = () => child.kill('SIGKILL');
    process.on('exit', end);
    child.once('exit', () => process.off('exit', end));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line) this.#onLine(line);
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The node ended with ${code} before it answered`);
    });
    const [line] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended]);
    ended.catch(() => {});
    this.nodeUrl = JSON.parse(line).nodeUrl;
  }

  /** kill -9 */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
