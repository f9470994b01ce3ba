import type * as WorkerThreads from 'node:worker_threads';
import type { SolidityAnswer } from './solidity-worker.ts';

/** A thread with the compiler, as whoever started it sees it. */
export interface SolidityThread {
  compile(source: string): void;
  onAnswer(listener: (answer: SolidityAnswer) => void): void;
  /** Called when the thread could not be loaded or ended by itself. */
  onDeath(listener: (cause: unknown) => void): void;
  terminate(): void;
}

/** Starts solidity-worker.ts as a Web Worker or, in Node, as a worker thread. */
export function startSolidityThread(): SolidityThread {
  return runsInNode ? startInNode() : startInBrowser();
}

function startInBrowser(): SolidityThread {
  const worker = new Worker(new URL('./solidity-worker.ts', import.meta.url), { type: 'module' });
  return {
    compile: (source) => worker.postMessage(source),
    onAnswer: (listener) => worker.addEventListener('message', ({ data }) => listener(data)),
    onDeath: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(message || 'its script could not be loaded')),
    terminate: () => worker.terminate(),
  };
}

function startInNode(): SolidityThread {
  // In two steps, else a bundler for the browser would copy the file.
  const here = import.meta.url;
  const worker = new (nodeThreads().Worker)(new URL('./solidity-worker.ts', here));
  return {
    compile: (source) => worker.postMessage(source),
    onAnswer: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      worker.on('error', listener);
      worker.on('exit', (code) => listener(`its thread ended with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}

/** Inside the thread: the port to whoever started it. */
export function ownSolidityPort(): {
  postMessage(answer: SolidityAnswer): void;
  onMessage(listener: (source: unknown) => void): void;
} {
  if (!runsInNode) {
    const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
    return {
      postMessage: (answer) => scope.postMessage(answer),
      onMessage: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
    };
  }
  const port = nodeThreads().parentPort;
  if (!port) throw new TypeError('This module runs only as a worker');
  return {
    postMessage: (answer) => port.postMessage(answer),
    onMessage: (listener) => void port.on('message', listener),
  };
}

const runsInNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

// Not an import: a bundler for the browser would stumble over it.
function nodeThreads(): typeof WorkerThreads {
  return process.getBuiltinModule('node:worker_threads');
}
