import { useState } from 'react';
import type { NetworkInfo, ProgramSummary } from '../../../network/network.ts';
import type { ProgramIdl } from '../../../program/idl.ts';
import { MIRROR_ABI } from '../../../protocol/contract-abi.ts';
import { useNetwork } from '../../../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../../../stores/program-store.ts';
import { useExplorer } from '../../../stores/use-explorer.ts';
import { Fact } from '../../../ui/fact.tsx';
import { Hash } from '../../../ui/hash.tsx';
import { solidityInterface } from './abi-text.ts';
import { CallSnippets } from './call-snippets.tsx';
import { TextActions } from './text-actions.tsx';

/** What other tools need to talk to the program: interfaces, addresses, and calls ready to run. */
export function ExportSection({ program, idl }: { program: ProgramSummary; idl: ProgramIdl | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="export" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="section-title">Export</summary>
      {isOpen && <Content program={program} idl={idl} />}
    </details>
  );
}

function Content({ program, idl }: { program: ProgramSummary; idl: ProgramIdl | undefined }) {
  // A network may learn its contracts later, so it is asked each time.
  const info = useNetwork((state) => state.network)?.info;
  const solidity = useProgramStore((state) => state.codes[program.codeId]?.solidity);
  const name = useProgramLabel()(program.program).replace(/\W+/g, '-');
  const isOnEthereum = info !== undefined && info.chainId !== null;
  return (
    <div className="export__parts">
      <h4>Interfaces</h4>
      <dl className="facts">
        {idl && (
          <Fact name="Sails IDL">
            <TextActions text={idl.text} file={`${name}.idl`} what="IDL" />
          </Fact>
        )}
        <Fact name="Solidity">
          {solidity ? (
            <TextActions text={solidity} file={`${name}.sol`} what="Solidity interface" />
          ) : (
            <span className="muted">A build makes it of the IDL; this program came without one.</span>
          )}
        </Fact>
        {isOnEthereum && (
          <Fact name="Mirror, Solidity">
            <TextActions text={solidityInterface('IMirror', MIRROR_ABI)} file="IMirror.sol" what="Mirror interface" />
          </Fact>
        )}
        {isOnEthereum && (
          <Fact name="Mirror, ABI">
            <TextActions
              text={async () => (await import('../../wallet/abi-json.ts')).abiJson(MIRROR_ABI)}
              file="mirror.abi.json"
              what="Mirror ABI"
            />
          </Fact>
        )}
      </dl>
      {isOnEthereum && <Addresses program={program} info={info} />}
      {isOnEthereum && <CallSnippets program={program} info={info} idl={idl} />}
      {!isOnEthereum && (
        <p className="muted">Addresses and snippets for viem and cast are here when the program is on Ethereum.</p>
      )}
    </div>
  );
}

function Addresses({ program, info }: { program: ProgramSummary; info: NetworkInfo }) {
  const explorer = useExplorer();
  const address = (name: string, value: `0x${string}`) => (
    <Fact name={name}>
      <Hash value={value} what={name} head={8} tail={8} href={explorer('address', value)} />
    </Fact>
  );
  return (
    <>
      <h4>Addresses</h4>
      <dl className="facts">
        {address('Mirror', program.program)}
        {info.router && address('Router', info.router)}
        {info.wrappedVara && address('WVARA', info.wrappedVara)}
        <Fact name="Code id">
          <Hash value={program.codeId} what="Code id" head={8} tail={8} />
        </Fact>
        <Fact name="Chain id">{info.chainId}</Fact>
      </dl>
    </>
  );
}
