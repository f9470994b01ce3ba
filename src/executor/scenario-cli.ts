import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../engine/create-engine.ts';
import { AppError } from '../shared/app-error.ts';
import { builtEngine } from './built-engine.ts';
import { Executor } from './executor.ts';
import { ExecutorPool } from './executor-pool.ts';
import { runScenario, type ScenarioOutput } from './run-scenario.ts';
import { parseScenario, type Scenario } from './scenario.ts';

/**
 * `npm run --silent scenario -- FILE... [--workers N]`: runs scenario files and prints their outputs, one JSON a
 * line in the order of the files, and nothing else. Exits with 0 when all ran, with 2 and a message on stderr at
 * the first file (or argument) that is bad.
 */
async function main(): Promise<void> {
  const { files, workers } = readArguments();
  const module = await builtEngine();
  const pool = new ExecutorPool({ size: workers, start: (index) => new Executor(index, module) });
  try {
    for (const file of files) {
      process.stdout.write(`${JSON.stringify(await runFile(file, module, pool))}\n`);
    }
  } finally {
    pool.terminate();
  }
}

async function runFile(
  file: string,
  module: WebAssembly.Module,
  pool: ExecutorPool<Executor>,
): Promise<ScenarioOutput> {
  const scenario = readScenario(file, await readInput(file, `The scenario ${file}`));
  const codes = new Map<string, Uint8Array>();
  for (const { name, path } of scenario.codes) {
    codes.set(name, await readInput(resolve(dirname(file), path), `${file}: the Wasm file of code ${name}`));
  }
  try {
    return await runScenario({ scenario, codes, pool, createEngine: (store) => createEngine(module, store) });
  } catch (error) {
    throw inFile(file, error);
  }
}

function readScenario(file: string, bytes: Uint8Array): Scenario {
  try {
    return parseScenario(new TextDecoder().decode(bytes));
  } catch (error) {
    throw inFile(file, error);
  }
}

function inFile(file: string, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  return new AppError({ ...error.toJSON(), shortMessage: `${file}: ${error.shortMessage}`, cause: error });
}

function readArguments(): { files: string[]; workers: number } {
  const { values, positionals } = parse();
  const workers = values.workers === undefined ? Math.max(1, availableParallelism() - 1) : Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1 || workers > 16) {
    throw badInput(`--workers must be a whole number from 1 to 16, not ${values.workers}`);
  }
  if (positionals.length === 0) throw badInput('No scenario file was given');
  return { files: positionals, workers };
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: { workers: { type: 'string' } } });
  } catch (error) {
    throw badInput(error instanceof Error ? error.message : String(error));
  }
}

async function readInput(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    throw new AppError({ code: 'BAD_INPUT', shortMessage: `${what} cannot be read`, details });
  }
}

function badInput(shortMessage: string): AppError {
  const hint = 'Usage: npm run --silent scenario -- FILE... [--workers N]';
  return new AppError({ code: 'BAD_INPUT', shortMessage, hint });
}

/** The fault is the file's. `BLOCK_REFUSED`: no network would have let its events through. */
const BAD_FILE = new Set(['BAD_INPUT', 'BAD_SCENARIO', 'BLOCK_REFUSED']);

try {
  await main();
} catch (error) {
  const expected = error instanceof AppError;
  process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = expected && BAD_FILE.has(error.code) ? 2 : 1;
}
