import type { Hex } from '../shared/hex.ts';

/**
 * What the build service and its client say to each other.
 *
 * `POST /api/build` with a {@link BuildRequest} answers `application/x-ndjson`: one {@link BuildEvent} a line;
 * the last is `done`, `failed` or `error`. Aborting the request cancels the build. `GET /api/build/health`
 * answers {@link BuildServiceHealth}.
 */
export interface BuildRequest {
  /** Path → text, UTF-8. Paths are relative, `/`-separated, without `..`. At most 64 files, 1 MiB in all. */
  files: Record<string, string>;
}

export type BuildEvent =
  /** In the queue; `position` 0 means next. */
  | { type: 'queued'; position: number }
  | { type: 'started'; toolchain: string }
  /** A line of what cargo is doing, e.g. `Compiling counter`. */
  | { type: 'progress'; stage: BuildStage; text: string }
  | { type: 'diagnostic'; diagnostic: Diagnostic }
  | { type: 'done'; artifact: BuildArtifact; cached: boolean; durationMs: number }
  /** The program does not build; the reasons came as `diagnostic` events, or are in `text`. */
  | { type: 'failed'; stage: BuildStage; text: string }
  /** A limit of the service struck, or the request was bad; see AppError. */
  | { type: 'error'; error: { code: string; shortMessage: string; details?: string; hint?: string } };

export type BuildStage = 'check' | 'compile' | 'optimize' | 'idl' | 'validate';

export interface BuildArtifact {
  /** Hash of source and toolchain: the same key never compiles twice. */
  key: Hex;
  codeId: Hex;
  /** base64 of the optimized Wasm, with the IDL in its custom section `sails:idl`. */
  wasm: string;
  /** Sails IDL v2, absent for programs that are not Sails programs. */
  idl?: string;
  /** Solidity interface. */
  solidity?: string;
}

/** One message of rustc, with the place it points to in the user's files. 1-based lines and columns. */
export interface Diagnostic {
  level: 'error' | 'warning' | 'note' | 'help';
  message: string;
  /** e.g. `E0308` */
  code?: string;
  /** What rustc prints in a terminal. */
  rendered: string;
  spans: {
    file: string;
    startLine: number;
    startColumn: number;
    endLine: number;
    endColumn: number;
    isPrimary: boolean;
    label?: string;
  }[];
}

export interface BuildServiceHealth {
  status: 'ready' | 'preparing';
  /** e.g. `Rust 1.95.0, sails-rs 2.0.0` */
  toolchain: string;
  /** `bubblewrap`, or `none` where the host has no sandbox (loopback only). */
  sandbox: 'bubblewrap' | 'none';
  queued: number;
  running: number;
}
