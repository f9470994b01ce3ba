import { bytesToHex } from '../../shared/hex.ts';
import { idLengths, isId } from '../codec/leaf-codec.ts';
import type { IdlField, IdlType, PrimitiveType } from '../idl.ts';
import { integerRange } from '../integer-range.ts';
import { type CallDraft, createBranch, createDraft, type Draft, variantsOf } from './draft.ts';

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor'];
const maxDepth = 4;

/**
 * Fills a form with values that fit: small ones, to try a function out with.
 * @throws FormTooLargeError
 */
export function randomCallDraft(params: readonly IdlField[], random: () => number = Math.random): CallDraft {
  return params.map((param) => randomize(param.type, createDraft(param.type), random, 0));
}

function randomize(type: IdlType, draft: Draft, random: () => number, depth: number): Draft {
  const below = (limit: number) => Math.floor(random() * limit);
  const inner = (part: IdlType, partDraft: Draft) => randomize(part, partDraft, random, depth + 1);
  switch (draft.kind) {
    case 'unit':
      return draft;
    case 'bool':
      return { kind: 'bool', checked: random() < 0.5 };
    case 'text': {
      if (type.kind === 'bytes') return { kind: 'text', text: randomHex(type.length ?? 1 + below(8), random) };
      return type.kind === 'primitive' ? { kind: 'text', text: randomText(type, random) } : draft;
    }
    case 'group': {
      const types = type.kind === 'tuple' ? type.items : type.kind === 'struct' ? type.fields.map((it) => it.type) : [];
      return { kind: 'group', parts: draft.parts.map((part, index) => inner(types[index] as IdlType, part)) };
    }
    case 'list': {
      if (type.kind === 'array') {
        return { ...draft, rows: draft.rows.map((row) => ({ ...row, draft: inner(type.item, row.draft) })) };
      }
      if (type.kind !== 'vec' || depth >= maxDepth) return draft;
      const item = type.item;
      const rows = Array.from({ length: 1 + below(3) }, (_, key) => ({ key, draft: inner(item, createDraft(item)) }));
      return { kind: 'list', rows, nextKey: rows.length };
    }
    case 'option': {
      if (type.kind !== 'option' || depth >= maxDepth || random() < 0.5) return draft;
      return { kind: 'option', isPresent: true, inner: inner(type.item, createDraft(type.item)) };
    }
    case 'choice': {
      const variants = variantsOf(type);
      const index = depth >= maxDepth ? draft.index : below(variants.length);
      const fields = variants[index]?.fields ?? [];
      const parts = createBranch(fields).parts.map((part, at) => inner(fields[at]?.type as IdlType, part));
      const branches = draft.branches.map((branch, at): Draft | null =>
        at === index ? { kind: 'group', parts } : branch,
      );
      return { kind: 'choice', index, branches };
    }
  }
}

function randomText(type: PrimitiveType, random: () => number): string {
  const { name } = type;
  if (name === 'String') return words[Math.floor(random() * words.length)] ?? '';
  if (name === 'char') return String.fromCharCode(97 + Math.floor(random() * 26));
  if (isId(name)) {
    // An actor id on ethexe is an address.
    return randomHex(name === 'ActorId' ? 20 : idLengths[name], random);
  }
  const range = integerRange(name);
  const limit = range && range.max < 1000n ? Number(range.max) : 1000;
  return String((type.nonZero ? 1 : 0) + Math.floor(random() * limit));
}

function randomHex(length: number, random: () => number): string {
  return bytesToHex(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
}
