import { AppError } from '../shared/app-error.ts';
import { buildIdl } from './build-idl.ts';
import type { ProgramIdl } from './idl.ts';
import type { IdlAnswer, IdlProblem } from './idl-document.ts';
import { TypeResolutionError } from './resolve-type.ts';

export type { IdlProblem } from './idl-document.ts';

/** Bytes of text that the parser reads; the same bound is in engine/idl. */
export const maxIdlLength = 1024 * 1024;

export type ParseIdlResult = { status: 'ok'; idl: ProgramIdl } | { status: 'invalid'; problem: IdlProblem };

/**
 * Reads Sails IDL v2, through the wasm module that holds Sails' own parser.
 *
 * The text may be hostile: its size, nesting and the parser's work are bounded there; should it trap all the same,
 * the instance is thrown away and the next text gets a new one.
 *
 * @example
 * const parser = await IdlParser.load(await (await fetch('engine/idl.wasm')).arrayBuffer());
 * const result = parser.parse(text);
 * if (result.status === 'ok') console.log(result.idl.services[0].functions);
 */
export class IdlParser {
  readonly #module: WebAssembly.Module;
  #exports: Exports | undefined;

  private constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** `source`: the bytes of `engine/idl.wasm`, or the module compiled from them. */
  static async load(source: BufferSource | WebAssembly.Module): Promise<IdlParser> {
    const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    return new IdlParser(module);
  }

  /** @throws AppError `IDL_PARSER_FAILED` when the module itself is broken, never for bad text. */
  parse(text: string): ParseIdlResult {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > maxIdlLength) {
      const message = `the text has ${bytes.length} bytes; at most ${maxIdlLength} are read`;
      return { status: 'invalid', problem: { message } };
    }
    const answer = this.#ask(bytes);
    if ('error' in answer)
      return { status: 'invalid', problem: looksLikeV1(text) ? { message: v1Message } : answer.error };
    try {
      return { status: 'ok', idl: buildIdl(answer.ok, text) };
    } catch (error) {
      if (error instanceof TypeResolutionError) return { status: 'invalid', problem: { message: error.message } };
      throw error;
    }
  }

  #ask(text: Uint8Array): IdlAnswer {
    this.#exports ??= new WebAssembly.Instance(this.#module).exports as unknown as Exports;
    const { memory, idl_alloc, idl_dealloc, idl_parse } = this.#exports;
    try {
      const input = idl_alloc(text.length);
      new Uint8Array(memory.buffer).set(text, input);
      const packed = idl_parse(input, text.length);
      idl_dealloc(input, text.length);
      const address = Number((packed >> 32n) & 0xffff_ffffn);
      const length = Number(packed & 0xffff_ffffn);
      const json = new TextDecoder().decode(new Uint8Array(memory.buffer, address, length));
      idl_dealloc(address, length);
      return JSON.parse(json);
    } catch (error) {
      this.#exports = undefined;
      // The stack, or the memory, was too small for this text.
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
        return { error: { message: `the parser gave up on this text (${error.message})` } };
      }
      throw new AppError({
        code: 'IDL_PARSER_FAILED',
        shortMessage: 'The IDL could not be read: the parser does not work',
        details: String(error),
        hint: 'Reload the page. Without an IDL, payloads can be sent as bytes.',
        cause: error,
      });
    }
  }
}

const v1Message =
  'this is an IDL of Sails before version 2, whose programs speak another protocol; build the program with sails-rs 2';

/** Version 1 wrote `constructor { New : (…) }` and `Name : (…) -> …`. */
function looksLikeV1(text: string): boolean {
  return /^\s*constructor\s*\{/m.test(text) || /^\s*(?:query\s+)?\w+\s*:\s*\([^)]*\)\s*->/m.test(text);
}

interface Exports {
  memory: WebAssembly.Memory;
  idl_alloc(length: number): number;
  idl_dealloc(address: number, length: number): void;
  idl_parse(address: number, length: number): bigint;
}

/** One line for a person, e.g. `Line 3, column 7: expected TypeDecl`. */
export function problemText(problem: IdlProblem): string {
  return problem.line ? `Line ${problem.line}, column ${problem.column}: ${problem.message}` : problem.message;
}
