import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { compileProgram } from './compile-program.ts';
import type { Program } from './program.ts';

/** A scenario whose programs are still trees, so that all of it can be made smaller. */
export interface Case {
  /** What reproduces it, e.g. `--seed 1, case 17`. */
  title: string;
  /** By name: a generated program, Wasm, or the absolute path of a Wasm file. */
  codes: Record<string, Program | Uint8Array | string>;
  blocks: CaseBlock[];
}

/** As in docs/scenario.md; heights are given, so that a block can be left out without moving the others. */
export interface CaseBlock {
  height: number;
  gasAllowance?: string;
  events: CaseEvent[];
}

export interface CaseEvent {
  type: string;
  program: number;
  [field: string]: unknown;
}

/** Writes `NAME.json` and its Wasm files into `folder`. @returns the scenario's path */
export function writeCase({ title, codes, blocks }: Case, folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const paths = Object.entries(codes).map(([code, source]) => {
    if (typeof source === 'string') return [code, relative(folder, source)];
    const file = `${name}-${code}.wasm`;
    writeFileSync(join(folder, file), source instanceof Uint8Array ? source : compileProgram(source));
    return [code, file];
  });
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ title, codes: Object.fromEntries(paths), blocks }, undefined, 1));
  return path;
}
