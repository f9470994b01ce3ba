import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '../../src/shared/app-error.ts';

/** What the command line says, of the devnet as a whole or of its node alone. */
export interface Options {
  port: number;
  ethereumPort: number;
  /** Folder */
  state: string;
  /** Seconds */
  blockTime: number;
  reset: boolean;
  executors: number;
  /** Address of an Ethereum that runs already. */
  ethereum: string;
  /** File to write the recorded chain to, in place of starting anything. */
  exportScenario: string | undefined;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const DEFAULT_STATE = resolve(ROOT, '.cache/devnet');

/** @throws AppError `BAD_OPTION` */
export function readOptions(args: string[]): Options {
  const values = parse(args);
  return {
    port: integer('port', values.port, 0, 65_535),
    ethereumPort: integer('ethereum-port', values['ethereum-port'], 0, 65_535),
    state: values.state,
    blockTime: integer('block-time', values['block-time'], 1, 3600),
    reset: values.reset,
    executors: integer('executors', values.executors, 1, 16),
    ethereum: values.ethereum,
    exportScenario: values['export-scenario'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '9944' },
        'ethereum-port': { type: 'string', default: '8545' },
        state: { type: 'string', default: DEFAULT_STATE },
        'block-time': { type: 'string', default: '1' },
        reset: { type: 'boolean', default: false },
        executors: { type: 'string', default: '2' },
        ethereum: { type: 'string', default: 'http://127.0.0.1:8545' },
        'export-scenario': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw badOption(error instanceof Error ? error.message : String(error));
  }
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw badOption(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
}

function badOption(shortMessage: string): AppError {
  const hint =
    'Options: --port N, --ethereum-port N, --state FOLDER, --block-time SECONDS, --executors N, --reset, --export-scenario FILE';
  return new AppError({ code: 'BAD_OPTION', shortMessage, hint });
}
