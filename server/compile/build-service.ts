import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildEvent, BuildRequest, BuildServiceHealth } from '../../src/build/protocol.ts';
import { BuildCache, type BuildResult } from './build-cache.ts';
import { buildKey } from './build-key.ts';
import { BuildQueue } from './build-queue.ts';
import { type Installation, toolchainFingerprint, toolchainName } from './installation.ts';
import type { BuildLimits } from './limits.ts';
import { runBuild } from './run-build.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Builds projects: each at most once, a few at a time, in the sandbox. The HTTP plugin and the set-up step that builds the templates are
 * its two users, so what set-up built is what the service would answer.
 */
export class BuildService {
  readonly limits: BuildLimits;
  readonly sandbox: Sandbox;
  readonly #toolchain: string;
  readonly #fingerprint: string;
  readonly #cache: BuildCache;
  readonly #queue: BuildQueue;

  /** @param installation must be complete */
  constructor(installation: Installation, sandbox: Sandbox, limits: BuildLimits) {
    this.limits = limits;
    this.sandbox = sandbox;
    this.#toolchain = toolchainName();
    this.#fingerprint = toolchainFingerprint(installation);
    this.#cache = new BuildCache(join(installation.folder, 'results'));
    this.#queue = new BuildQueue(limits.concurrent, limits.waiting);
  }

  health(): BuildServiceHealth {
    const { queued, running } = this.#queue;
    return { status: 'ready', toolchain: this.#toolchain, sandbox: this.sandbox.kind, queued, running };
  }

  /**
   * Builds, telling what happens; the last event is `done` or `failed`.
   * @throws AppError when a limit struck; the signal's reason when it is aborted
   */
  async build({ files }: BuildRequest, signal: AbortSignal, onEvent: (event: BuildEvent) => void): Promise<void> {
    const started = performance.now();
    const key = buildKey(files, this.#fingerprint);
    const tell = (result: BuildResult, cached: boolean) => {
      if (cached) for (const diagnostic of result.diagnostics) onEvent({ type: 'diagnostic', diagnostic });
      const { end } = result;
      onEvent(end.type === 'failed' ? end : { ...end, cached, durationMs: Math.round(performance.now() - started) });
    };
    const known = await this.#cache.get(key);
    if (known) return tell(known, true);
    const queued = (position: number) => onEvent({ type: 'queued', position });
    await this.#queue.run(signal, queued, async (slot) => {
      // Somebody else may have built the same meanwhile.
      const known = await this.#cache.get(key);
      if (known) return tell(known, true);
      onEvent({ type: 'started', toolchain: this.#toolchain });
      const { diagnostics, end } = await this.#run(files, slot, signal, onEvent);
      const result: BuildResult = {
        diagnostics,
        end: end.type === 'done' ? { type: 'done', artifact: { key, ...end.artifact } } : end,
      };
      if (dependsOnSourceAlone(result)) await this.#cache.set(key, result);
      tell(result, false);
    });
  }

  async #run(files: Record<string, string>, slot: number, signal: AbortSignal, onEvent: (event: BuildEvent) => void) {
    const { sandbox, limits } = this;
    const work = sandbox.kind === 'none' ? await mkdtemp(join(tmpdir(), 'gear-exe-build-')) : '';
    try {
      return await runBuild({ sandbox, limits, slot, work, files, signal, onEvent });
    } finally {
      if (work) await rm(work, { recursive: true, force: true });
    }
  }
}

/** Whether it would come out the same again. What failed otherwise may have struck a limit that depends on the machine's load. */
function dependsOnSourceAlone({ end, diagnostics }: BuildResult): boolean {
  if (end.type === 'done' || end.stage === 'check' || end.stage === 'validate') return true;
  return diagnostics.some(({ level }) => level === 'error');
}
