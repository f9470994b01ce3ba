import type * as WorkerThreads from 'node:worker_threads';
import type { WorkerPort } from './worker-port.ts';

/**
 * The two kinds of thread behind one {@link WorkerPort}: Web Workers in a browser, worker_threads in Node.
 * Nothing else in the executor or the local network knows in which of them it runs.
 */
export const runsInNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** Starts `file`, relative to the module at `base`, as a thread of Node. */
export function startNodeThread(file: string, base: string): WorkerPort {
  const worker = new (nodeThreads().Worker)(new URL(file, base));
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer as WorkerThreads.Transferable[]),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      let cause: unknown;
      worker.on('error', (error) => {
        cause = error;
      });
      worker.on('exit', (code) => listener(cause ?? `its thread ended with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}

/** The port to a Web Worker that was just made. */
export function webWorkerPort(worker: Worker): WorkerPort {
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onDeath: (listener) => {
      // A browser tells of a script that failed to load or threw outside a call; of nothing else.
      worker.addEventListener('error', (event) => {
        worker.terminate();
        listener(event.message || 'its script could not be loaded');
      });
      worker.addEventListener('messageerror', () => {
        worker.terminate();
        listener('it sent something that cannot be received');
      });
    },
    terminate: () => worker.terminate(),
  };
}

/** Inside a thread: the port to whoever started it. */
export function ownPort(): Pick<WorkerPort, 'postMessage' | 'onMessage'> {
  if (!runsInNode) {
    const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
    return {
      postMessage: (message, transfer) => scope.postMessage(message, transfer),
      onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
    };
  }
  const port = nodeThreads().parentPort;
  if (!port) throw new TypeError('This module runs only as a worker');
  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer as WorkerThreads.Transferable[]),
    onMessage: (listener) => void port.on('message', listener),
  };
}

// Not an import: a bundler for the browser would stumble over it.
function nodeThreads(): typeof WorkerThreads {
  return process.getBuiltinModule('node:worker_threads');
}
