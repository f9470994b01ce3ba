import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramIdl } from '../idl.ts';
import { IdlParser, problemText } from '../parse-idl.ts';

/** For tests: the parser as set-up built it. */
export async function loadParser(): Promise<IdlParser> {
  return IdlParser.load(await readFile(join(import.meta.dirname, '../../../public/engine/idl.wasm')));
}

export async function parseIdl(text: string): Promise<ProgramIdl> {
  const result = (await loadParser()).parse(text);
  if (result.status === 'invalid') throw new Error(problemText(result.problem));
  return result.idl;
}

/** The program of engine/idl/vectors: Sails wrote its IDL. */
export async function zooIdl(): Promise<ProgramIdl> {
  return parseIdl(await readFile(join(import.meta.dirname, 'zoo.idl'), 'utf8'));
}
