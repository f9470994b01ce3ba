import type { StateKind } from '../../../../src/engine/engine.ts';
import { actorId } from '../../../../src/protocol/identifiers.ts';
import { bytesToHex, type Hex } from '../../../../src/shared/hex.ts';
import type { OwnChain } from '../own-chain.ts';
import type { ReplyPreview } from '../reply-preview.ts';
import { type Method, method, RawJson } from './method.ts';
import { address, bytes, hash, optional, u128 } from './params.ts';
import { databaseError, runtimeError } from './rpc-error.ts';

/** `program_…`: programs as of the newest own block, and past states by their hash. */
export function programMethods(chain: OwnChain, preview: ReplyPreview): Record<string, Method> {
  const read = (kind: StateKind, what: string) =>
    method([['hash', hash]], ([stateHash]) => {
      const json = chain.runtime.engine.stateJson(kind, stateHash);
      if (json === undefined) throw databaseError(`Failed to read ${what} by hash`);
      return new RawJson(json);
    });
  return {
    program_ids: method([], () => [...chain.programs.keys()].sort()),
    program_codeId: method([['program_id', address]], ([program]) => {
      const codeId = chain.programs.get(program)?.codeId;
      if (!codeId) throw databaseError('Failed to get code id');
      return codeId;
    }),
    program_readState: read('ProgramState', 'state'),
    program_readQueue: read('MessageQueue', 'queue'),
    program_readWaitlist: read('Waitlist', 'waitlist'),
    program_readStash: read('DispatchStash', 'stash'),
    program_readMailbox: read('Mailbox', 'mailbox'),
    program_readFullState: read('FullProgramState', 'state'),
    program_readPages: read('MemoryPages', 'pages'),
    program_readPageData: method([['hash', hash]], ([pageHash]) => {
      const page = chain.store.content.blob(pageHash);
      if (page?.length !== GEAR_PAGE) throw databaseError('Failed to read page data by hash');
      // A page has a fixed size: SCALE puts no length in front of it.
      return bytesToHex(page);
    }),
    program_calculateReplyForHandle: method(
      [
        ['at', optional(hash)],
        ['source', address],
        ['program_id', address],
        ['payload', bytes()],
        ['value', u128],
      ],
      ([, source, program, payload, value]) => calculateReply(chain, preview, { source, program, payload, value }),
    ),
  };
}

const GEAR_PAGE = 16 * 1024;

async function calculateReply(
  { programs }: OwnChain,
  preview: ReplyPreview,
  { source, program, payload, value }: { source: Hex; program: Hex; payload: Hex; value: bigint },
): Promise<RawJson> {
  const actor = actorId(program);
  const entry = programs.get(program);
  if (!entry) throw runtimeError(`not found state hash for program (${actor})`);
  if (entry.requiresInitMessage) throw runtimeError(`program ${actor} isn't yet initialized`);
  const output = await preview.calculate({ program: actor, source: actorId(source), payload, value: value.toString() });
  if (output.status === 'noReply') throw runtimeError("reply wasn't found");
  return new RawJson(output.nodeJson);
}
