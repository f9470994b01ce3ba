import { useState } from 'react';
import type { ProgramSummary } from '../../network/network.ts';
import { RawPayloadForm } from '../../program/form/raw-payload-form.tsx';
import type { Hex } from '../../shared/hex.ts';
import { parseUnits } from '../../shared/units.ts';
import { useInterfaceOf } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramLabel, useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { KeptCallForm } from '../program-panel/kept-call-form.tsx';
import { SendOptions } from '../program-panel/send-options.tsx';
import { addMessage } from './schedule-store.ts';
import { OTHER_SENDERS } from './senders.ts';

/** Writes a message that is explored and never sent, with the forms of the program's panel. */
export function MessageComposer({ account }: { account: Hex }) {
  const programs = useNetwork((state) => state.programs);
  const selected = useProgramStore((state) => state.selected);
  const [chosen, setChosen] = useState<Hex | null>(null);
  const labelOf = useProgramLabel();
  const program = programs.get(chosen ?? selected ?? '0x') ?? [...programs.values()].at(-1);
  if (!program) return null;
  return (
    <details className="schedules__composer" open>
      <summary className="section-title">Add a message</summary>
      <label className="field">
        <span>To</span>
        <select
          className="input"
          value={program.program}
          onChange={(event) => setChosen(event.currentTarget.value as Hex)}
        >
          {[...programs.keys()].map((address) => (
            <option key={address} value={address}>
              {labelOf(address)}
            </option>
          ))}
        </select>
      </label>
      <Call key={program.program} program={program} account={account} />
    </details>
  );
}

const BYTES = 'bytes';

function Call({ program, account }: { program: ProgramSummary; account: Hex }) {
  const idl = useInterfaceOf()(program.program);
  const route = useSettings((settings) => settings.route);
  const [key, setKey] = useState<string | null>(null);
  const [source, setSource] = useState<Hex | null>(null);
  const [value, setValue] = useState('0');
  const functions =
    idl?.services.flatMap((service) => service.functions).filter(({ kind }) => kind === 'command') ?? [];
  const fn = key === BYTES ? undefined : (functions.find((candidate) => candidate.key === key) ?? functions[0]);

  const add = (payload: Uint8Array) =>
    addMessage({
      program: program.program,
      source: source ?? account,
      route,
      payload,
      value: route === 'injected' || (fn && !fn.payable) ? 0n : (parseUnits(value, 18) ?? 0n),
    });

  const options = (
    <>
      <label className="field">
        <span>From</span>
        <select
          className="input"
          value={source ?? account}
          onChange={(event) => setSource(event.currentTarget.value as Hex)}
        >
          <option value={account}>You</option>
          {OTHER_SENDERS.map(({ name, address }) => (
            <option key={address} value={address}>
              {name} (made up)
            </option>
          ))}
        </select>
      </label>
      <SendOptions payable={fn?.payable ?? true} value={value} onValueChange={setValue} />
    </>
  );
  return (
    <>
      {functions.length > 0 && (
        <label className="field">
          <span>Call</span>
          <select className="input" value={fn?.key ?? BYTES} onChange={(event) => setKey(event.currentTarget.value)}>
            {functions.map((candidate) => (
              <option key={candidate.key} value={candidate.key}>
                {candidate.service}.{candidate.name}
              </option>
            ))}
            <option value={BYTES}>Bytes</option>
          </select>
        </label>
      )}
      {fn ? (
        <KeptCallForm key={fn.key} owner={program.codeId} fn={fn} submitLabel="Add" onSubmit={add}>
          {options}
        </KeptCallForm>
      ) : (
        <RawPayloadForm submitLabel="Add" onSubmit={add}>
          {options}
        </RawPayloadForm>
      )}
    </>
  );
}
