import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nodePath, root } from '../node-path.mjs';

/** What a runner makes of a scenario: its output, or why there is none (a crash, a refusal, no end in time). */
export type Outcome = { text: string } | { error: string };

export interface Runner {
  name: string;
  /** Outcomes in the order of the files. One bad scenario does not hide the others. */
  run(files: readonly string[]): Promise<Outcome[]>;
  close?(): Promise<void>;
}

/** ms without an output after which a scenario counts as one that never ends; a machine may be busy with other things. */
export const patience = 300_000;
export const unfinished = 'gave nothing for';

/** The native reference. @throws Error when it has not been built */
export function referenceRunner(): Runner {
  const command = join(root, 'engine/reference/target/release/gear-exe-reference');
  if (!existsSync(command)) {
    throw new Error('The native reference is not built. Run: npm run setup -- reference scenarios');
  }
  return processRunner('reference', command, []);
}

/** The wasm engine under Node. */
export function nodeRunner(workers: number): Runner {
  const cli = join(root, 'src/executor/scenario-cli.ts');
  const name = `Node, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  return processRunner(name, nodePath(), ['--disable-warning=ExperimentalWarning', cli, '--workers', `${workers}`]);
}

/**
 * A program that takes scenario files and prints a line for each. All go through one process; when that ends early, the first file
 * without a line is at fault and the rest goes through the next.
 */
export function processRunner(name: string, command: string, args: readonly string[], timeout = patience): Runner {
  return {
    name,
    async run(files) {
      const outcomes: Outcome[] = [];
      while (outcomes.length < files.length) {
        const { lines, failure } = await execute(command, [...args, ...files.slice(outcomes.length)], timeout);
        for (const text of lines) outcomes.push({ text });
        if (outcomes.length < files.length) outcomes.push({ error: `${basename(command)} ${failure}` });
      }
      return outcomes;
    },
  };
}

function execute(command: string, args: string[], timeout: number): Promise<{ lines: string[]; failure: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let hangs = false;
    const guard = setTimeout(() => {
      hangs = true;
      child.kill('SIGKILL');
    }, timeout);
    const end = (failure: string) => {
      clearTimeout(guard);
      // A line without its end was cut off.
      done({
        lines: stdout.split('\n').slice(0, -1),
        failure: hangs ? `${unfinished} ${timeout / 1000} s` : failure,
      });
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      guard.refresh();
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-4000);
    });
    child.on('error', (error) => end(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}: ${stderr.trim()}`));
  });
}
