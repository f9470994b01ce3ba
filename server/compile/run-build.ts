import { createInterface } from 'node:readline';
import type { BuildArtifact, BuildEvent, BuildStage } from '../../src/build/protocol.ts';
import type { AppError } from '../../src/shared/app-error.ts';
import type { BuildResult } from './build-cache.ts';
import { crashed, outOfMemory, timedOut, tooMuchOutput } from './build-errors.ts';
import { type RustcMessage, toDiagnostic } from './diagnostic.ts';
import type { BuildLimits } from './limits.ts';
import { watchMemory } from './memory-watch.ts';
import { processTree } from './process-tree.ts';
import type { Sandbox, SandboxedProcess } from './sandbox.ts';

export interface RunBuildParameters {
  sandbox: Sandbox;
  limits: BuildLimits;
  /** See {@link Sandbox}'s options. */
  slot: number;
  /** A folder for this build alone; only used without a sandbox. */
  work: string;
  files: Record<string, string>;
  /** Ends the build. */
  signal: AbortSignal;
  /** Hears what happens while it happens; the end is returned. */
  onEvent: (event: Extract<BuildEvent, { type: 'progress' | 'diagnostic' }>) => void;
}

/**
 * Runs one build in the sandbox.
 * @throws AppError `BUILD_TIMED_OUT`, `BUILD_OUT_OF_MEMORY`, `BUILD_OUTPUT_TOO_LARGE`, `BUILD_CRASHED`; the signal's reason when it is aborted
 */
export async function runBuild(parameters: RunBuildParameters): Promise<RunResult> {
  const { sandbox, limits, slot, work, files, signal } = parameters;
  signal.throwIfAborted();
  const { tool, ...places } = sandbox.places(work);
  const child = sandbox.spawn(
    [tool, 'build', '--work', places.work, '--vendor', places.vendor, '--warm', places.warm].concat([
      '--node',
      places.node,
      '--wasm-opt',
      places.wasmOpt,
    ]),
    { limits, slot, ...(sandbox.kind === 'none' && { work }) },
  );
  // The first reason wins; what is thrown is known only after the process is gone and its slot is free for others.
  let stopped: unknown;
  const stop = (reason: unknown) => {
    stopped ??= reason;
    kill(child);
  };
  const abort = () => stop(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => stop(timedOut(limits)), limits.time);
  const endWatch = watchMemory(child.pid ?? 0, limits.memory, () => stop(outOfMemory(limits)));
  try {
    const result = collect(child, parameters, stop);
    child.stdin.on('error', () => {}); // the process ended early; its exit tells why
    child.stdin.end(JSON.stringify(files));
    const { end, errors, exit } = await result;
    if (stopped) throw stopped;
    if (!end.end) throw crashed(exit, errors);
    return { diagnostics: end.diagnostics, end: end.end };
  } finally {
    signal.removeEventListener('abort', abort);
    clearTimeout(timer);
    endWatch();
  }
}

/** A {@link BuildResult} before it has a key. */
export interface RunResult extends Pick<BuildResult, 'diagnostics'> {
  end: { type: 'done'; artifact: Omit<BuildArtifact, 'key'> } | Extract<BuildEvent, { type: 'failed' }>;
}

/** What the tool in the sandbox says; see toolchain/src/events.rs. */
type ToolEvent =
  | { type: 'progress'; stage: BuildStage; text: string }
  | { type: 'message'; message: RustcMessage }
  | ({ type: 'artifact' } & Omit<BuildArtifact, 'key'>)
  | { type: 'failed'; stage: BuildStage; text: string };

async function collect(child: SandboxedProcess, parameters: RunBuildParameters, stop: (reason: AppError) => void) {
  const { limits, files, onEvent } = parameters;
  const result: Partial<RunResult> & Pick<RunResult, 'diagnostics'> = { diagnostics: [] };
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.outputBytes) stop(tooMuchOutput(limits));
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4096);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseEvent(line);
    if (event?.type === 'progress') onEvent(event);
    else if (event?.type === 'message') {
      const diagnostic = toDiagnostic(event.message, files);
      if (!diagnostic || result.diagnostics.length >= limits.diagnostics) return;
      result.diagnostics.push(diagnostic);
      onEvent({ type: 'diagnostic', diagnostic });
    } else if (event?.type === 'artifact') {
      const { type: _, ...artifact } = event;
      result.end = { type: 'done', artifact };
    } else if (event?.type === 'failed') result.end = event;
  });
  const exit = await new Promise<string>((done) => {
    child.on('error', (error) => done(error.message));
    child.on('close', (code, signal) => done(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  return { end: result, errors, exit };
}

function parseEvent(line: string): ToolEvent | undefined {
  try {
    return JSON.parse(line) as ToolEvent;
  } catch {
    return undefined; // cut off by a limit, which is reported instead
  }
}

/**
 * Ends everything that the build started. Both ways are needed: the tree has what bubblewrap put into a session of its own, the group what
 * it started since the tree was read.
 */
function kill(child: SandboxedProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  for (const pid of [-child.pid, ...processTree(child.pid)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  }
}
