import type { BlockInput, BlockOutput, Engine, QueueRunOutput, ReplyInput, ReplyOutput } from '../engine/engine.ts';
import type { Hex } from '../shared/hex.ts';
import { replyCodeDebugText } from '../shared/reply-code-debug-text.ts';

/** Runs a block in this thread, on the engine that holds the chain. Where programs run in parallel, see `runBlock`. */
export function runBlockHere(engine: Engine, input: BlockInput): { block: BlockOutput; runs: QueueRunOutput[] } {
  engine.beginBlock(input);
  const runs = runChunks(engine);
  return { block: engine.finishBlock(), runs };
}

/** Runs a message only to see its reply; the chain stays as it is. */
export function runReplyHere(engine: Engine, input: ReplyInput): ReplyOutput {
  engine.beginReply(input);
  runChunks(engine);
  return engine.finishReply();
}

function runChunks(engine: Engine): QueueRunOutput[] {
  const runs: QueueRunOutput[] = [];
  for (let chunk = engine.nextChunk(); chunk; chunk = engine.nextChunk()) {
    const outputs = chunk.items.map((item) => engine.runQueue(item));
    engine.applyChunk(outputs);
    runs.push(...outputs);
  }
  return runs;
}

/** What was answered to the message with that id; undefined while nothing was. */
export function replyIn(runs: readonly QueueRunOutput[], id: Hex): ReplyInRuns | undefined {
  const sent = runs.flatMap((run) => run.sent).find(({ reply }) => reply?.to === id);
  if (sent?.reply) {
    const { code, codeText } = sent.reply;
    return { payload: sent.payload, value: sent.value, code, codeText };
  }
  // The reply of an uncharged panic travels nowhere but in its pre-confirmation.
  const promise = runs.flatMap((run) => run.promises).find(({ tx }) => tx === id);
  if (!promise) return undefined;
  const { payload, value, code } = promise;
  return { payload, value, code, codeText: replyCodeDebugText(code) };
}

export interface ReplyInRuns {
  payload: Hex;
  /** wei, decimal */
  value: string;
  code: Hex;
  codeText: string;
}
