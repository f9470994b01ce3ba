import { useState } from 'react';
import type { NetworkInfo, ProgramSummary } from '../../../network/network.ts';
import { encodeCall } from '../../../program/codec/encode-call.ts';
import { readCallDraft } from '../../../program/form/read-draft.ts';
import type { IdlFunction, ProgramIdl } from '../../../program/idl.ts';
import { callText } from '../../../program/value-text.ts';
import { bytesToHex, type Hex } from '../../../shared/hex.ts';
import { copyText } from '../../../ui/copy-text.ts';
import { Segmented } from '../../../ui/segmented.tsx';
import { useDraft } from '../use-draft.ts';
import { castSnippet, viemSnippet } from './snippets.ts';

const TOOLS = [
  { id: 'viem', label: 'viem' },
  { id: 'cast', label: 'cast' },
] as const;

interface CallSnippetsProps {
  program: ProgramSummary;
  info: NetworkInfo;
  idl: ProgramIdl | undefined;
}

/** A call as it stands in the program's form, as a program for viem or a script for cast. */
export function CallSnippets({ program, info, idl }: CallSnippetsProps) {
  const [tool, setTool] = useState<(typeof TOOLS)[number]['id']>('viem');
  const [key, setKey] = useState<string | null>(null);
  const isNew = program.status === 'uninitialized';
  const callable = isNew
    ? (idl?.constructors ?? [])
    : (idl?.services.flatMap(({ functions }) => functions).filter(({ kind }) => kind === 'command') ?? []);
  const fn = callable.find((candidate) => candidate.key === key) ?? callable[0];
  return (
    <>
      <h4>Call it</h4>
      <div className="export__choice">
        {callable.length > 1 && (
          <select
            className="input"
            aria-label="Function to call"
            value={fn?.key}
            onChange={(event) => setKey(event.currentTarget.value)}
          >
            {callable.map((candidate) => (
              <option key={candidate.key} value={candidate.key}>
                {candidate.service ? `${candidate.service}.${candidate.name}` : candidate.name}
              </option>
            ))}
          </select>
        )}
        <Segmented label="Tool" options={TOOLS} value={tool} onChange={setTool} />
      </div>
      {fn ? (
        <FunctionSnippet key={fn.key} program={program} info={info} fn={fn} tool={tool} />
      ) : (
        <Snippet program={program} info={info} call="Any bytes: the interface is not known" payload="0x" tool={tool} />
      )}
    </>
  );
}

type Tool = (typeof TOOLS)[number]['id'];

function FunctionSnippet({ fn, ...props }: Omit<CallSnippetsProps, 'idl'> & { fn: IdlFunction; tool: Tool }) {
  const { draft } = useDraft(props.program.codeId, fn);
  const { value: args, issues } = readCallDraft(fn.params, draft ?? []);
  if (issues.size > 0) return <p className="muted">Fill in {fn.name} above: its arguments are taken from there.</p>;
  return <Snippet {...props} call={callText(fn, args)} payload={bytesToHex(encodeCall(fn, args))} />;
}

interface SnippetProps {
  program: ProgramSummary;
  info: NetworkInfo;
  call: string;
  payload: Hex;
  tool: Tool;
}

function Snippet({ program, info, call, payload, tool }: SnippetProps) {
  const write = tool === 'viem' ? viemSnippet : castSnippet;
  const text = write({
    chain: { name: info.name, id: info.chainId ?? 0 },
    rpc: info.rpc,
    mirror: program.program,
    call,
    payload,
    value: 0n,
  });
  return (
    <div className="export__snippet">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <button type="button" className="button button--small" onClick={() => void copyText(text, 'Snippet')}>
        Copy
      </button>
    </div>
  );
}
