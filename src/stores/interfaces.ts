import type { ProgramIdl } from '../program/idl.ts';
import { type IdlParser, type ParseIdlResult, problemText } from '../program/parse-idl.ts';
import { AppError } from '../shared/app-error.ts';
import type { Hex } from '../shared/hex.ts';
import { useNetwork } from './network-store.ts';
import { useProgramStore } from './program-store.ts';

const parsed = new Map<string, ParseIdlResult>();

/** @throws AppError `IDL_PARSER_FAILED`, `BAD_IDL` */
export function parseIdlText(parser: IdlParser, text: string): ProgramIdl {
  let result = parsed.get(text);
  if (!result) {
    result = parser.parse(text);
    parsed.set(text, result);
  }
  if (result.status === 'ok') return result.idl;
  throw new AppError({
    code: 'BAD_IDL',
    shortMessage: 'The interface (IDL) cannot be read',
    details: problemText(result.problem),
    hint: 'Upload the .idl that belongs to the program, in Sails IDL v2. Without it, payloads can be sent as bytes.',
  });
}

export type Interface =
  | { status: 'loading' }
  | { status: 'none' }
  | { status: 'ready'; idl: ProgramIdl }
  | { status: 'bad'; error: unknown };

/** The interface in `text`, parsed once however often it is asked for. */
export function useInterface(text: string | undefined): Interface {
  const parser = useProgramStore((state) => state.parser);
  const failure = useProgramStore((state) => state.parserFailure);
  if (text === undefined) return { status: 'none' };
  if (failure !== null) return { status: 'bad', error: failure };
  if (!parser) return { status: 'loading' };
  try {
    return { status: 'ready', idl: parseIdlText(parser, text) };
  } catch (error) {
    return { status: 'bad', error };
  }
}

/** A function that finds the interface of a program, or undefined where none is known. */
export function useInterfaceOf(): (program: Hex) => ProgramIdl | undefined {
  const parser = useProgramStore((state) => state.parser);
  const codes = useProgramStore((state) => state.codes);
  const programs = useNetwork((state) => state.programs);
  return (program) => {
    const codeId = programs.get(program)?.codeId;
    const text = codeId && codes[codeId]?.idl;
    if (!parser || text === undefined) return undefined;
    try {
      return parseIdlText(parser, text);
    } catch {
      // The program panel shows why; here the payload is shown as bytes.
      return undefined;
    }
  };
}
