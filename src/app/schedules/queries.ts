import type { Question } from '../../executor/schedules/exploration.ts';
import type { ProgramSummary } from '../../network/network.ts';
import { encodeCall } from '../../program/codec/encode-call.ts';
import type { IdlFunction, ProgramIdl } from '../../program/idl.ts';
import { actorId } from '../../protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../../shared/hex.ts';

/** A query that is asked at the end of each schedule. */
export interface AskedQuery {
  program: Hex;
  fn: IdlFunction;
  idl: ProgramIdl;
  question: Question;
}

/** Every query without arguments of the programs whose interface is known, up to {@link MAX_QUERIES}. */
export function queriesOf(
  programs: Iterable<ProgramSummary>,
  idlOf: (program: Hex) => ProgramIdl | undefined,
  account: Hex,
): AskedQuery[] {
  const asked: AskedQuery[] = [];
  for (const { program, status } of programs) {
    const idl = idlOf(program);
    if (!idl || status !== 'active') continue;
    for (const fn of idl.services.flatMap(({ functions }) => functions)) {
      if (fn.kind !== 'query' || fn.params.length > 0 || !fn.scale || asked.length >= MAX_QUERIES) continue;
      const question = { program: actorId(program), source: actorId(account), payload: bytesToHex(encodeCall(fn, [])) };
      asked.push({ program, fn, idl, question });
    }
  }
  return asked;
}

const MAX_QUERIES = 64;
