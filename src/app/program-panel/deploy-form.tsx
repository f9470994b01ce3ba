import { useState } from 'react';
import { RawPayloadForm } from '../../program/form/raw-payload-form.tsx';
import type { IdlFunction } from '../../program/idl.ts';
import { formatBytes, formatTime, parseUnits, WVARA_DECIMALS } from '../../shared/units.ts';
import { useInterface } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import type { Artifact } from '../../stores/workspace-storage.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { build } from '../commands/build-commands.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { AmountInput } from './amount-input.tsx';
import { deployProgram } from './deploy-program.ts';
import { IdlFitNote } from './idl-fit-note.tsx';
import { KeptCallForm } from './kept-call-form.tsx';

const ORIGIN = { template: 'prebuilt', build: 'built', upload: 'uploaded' };
const NO_ARTIFACTS: Artifact[] = [];

/** What to deploy, with how much WVARA, by which constructor. */
export function DeployForm({ ready }: { ready: boolean }) {
  const artifacts = useWorkspace(({ project }) => project?.artifacts ?? NO_ARTIFACTS);
  const toDeploy = useProgramStore((state) => state.toDeploy);
  const artifact = artifacts.find(({ id }) => id === toDeploy) ?? artifacts[0];
  if (!artifact) {
    return (
      <EmptyState text="There is no program to deploy yet. Build the project, or drop a .wasm with its .idl anywhere on this page.">
        <CommandButton command={build} />
      </EmptyState>
    );
  }
  return (
    <div className="deploy" data-deploy-form>
      <h2>Deploy {artifact.name}</h2>
      {artifacts.length > 1 && (
        <label className="field">
          <span>Program</span>
          <select
            className="input"
            value={artifact.id}
            onChange={(event) => useProgramStore.setState({ toDeploy: event.currentTarget.value })}
          >
            {artifacts.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}, {ORIGIN[one.origin]} {formatTime(one.at)}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="muted">
        {artifact.origin === 'template'
          ? 'Prebuilt, so it runs at once'
          : `${ORIGIN[artifact.origin]} at ${formatTime(artifact.at)}`}{' '}
        · {formatBytes(artifact.wasm.length)}
      </p>
      <ConstructorForms key={artifact.id} artifact={artifact} ready={ready} />
    </div>
  );
}

function ConstructorForms({ artifact, ready }: { artifact: Artifact; ready: boolean }) {
  const network = useNetwork((state) => state.network);
  const described = useInterface(artifact.idl);
  const [constructorKey, setConstructorKey] = useState<string | null>(null);
  const [topUp, setTopUp] = useState('10');
  const [value, setValue] = useState('0');
  const [withInit, setWithInit] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const constructors = described.status === 'ready' ? described.idl.constructors : [];
  const ctor = constructors.find(({ key }) => key === constructorKey) ?? constructors[0];
  const amount = parseUnits(topUp, WVARA_DECIMALS);

  async function deploy(payload: Uint8Array | null) {
    if (!network || amount === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await deployProgram(network, {
        artifact,
        topUp: amount,
        init: payload && { payload, value: parseUnits(value, 18) ?? 0n },
      });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  const common = { submitLabel: busy ? 'Deploying…' : 'Deploy', disabled: !ready || busy || amount === null };
  const options = (
    <DeployOptions
      topUp={topUp}
      setTopUp={setTopUp}
      value={value}
      setValue={setValue}
      withInit={withInit}
      setWithInit={setWithInit}
      payable={ctor?.payable ?? true}
    />
  );
  return (
    <>
      {described.status === 'bad' && <ErrorNote error={described.error} />}
      {described.status === 'ready' && <IdlFitNote idl={described.idl} wasm={artifact.wasm} />}
      {constructors.length > 1 && (
        <ConstructorChoice constructors={constructors} chosen={ctor} onChoose={setConstructorKey} />
      )}
      {described.status === 'loading' && <p className="muted">Reading the interface…</p>}
      {!withInit && described.status !== 'loading' && (
        <form
          className="deploy__bare"
          onSubmit={(event) => {
            event.preventDefault();
            void deploy(null);
          }}
        >
          {options}
          <button type="submit" className="button button--primary" disabled={common.disabled}>
            {common.submitLabel}
          </button>
        </form>
      )}
      {withInit && ctor && (
        <KeptCallForm owner={artifact.id} key={ctor.key} fn={ctor} onSubmit={(payload) => deploy(payload)} {...common}>
          {options}
        </KeptCallForm>
      )}
      {withInit && !ctor && described.status !== 'loading' && (
        <RawPayloadForm onSubmit={(payload) => deploy(payload)} {...common}>
          {options}
        </RawPayloadForm>
      )}
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}

function ConstructorChoice({
  constructors,
  chosen,
  onChoose,
}: {
  constructors: IdlFunction[];
  chosen: IdlFunction | undefined;
  onChoose: (key: string) => void;
}) {
  return (
    <label className="field">
      <span>Constructor</span>
      <select className="input" value={chosen?.key} onChange={(event) => onChoose(event.currentTarget.value)}>
        {constructors.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DeployOptionsProps {
  topUp: string;
  setTopUp: (text: string) => void;
  value: string;
  setValue: (text: string) => void;
  withInit: boolean;
  setWithInit: (withInit: boolean) => void;
  payable: boolean;
}

function DeployOptions({ topUp, setTopUp, value, setValue, withInit, setWithInit, payable }: DeployOptionsProps) {
  return (
    <>
      <AmountInput label="Executable Balance" unit="WVARA" decimals={WVARA_DECIMALS} text={topUp} onChange={setTopUp} />
      {payable && withInit && <AmountInput label="Value" unit="ETH" decimals={18} text={value} onChange={setValue} />}
      <label className="check">
        <input type="checkbox" checked={withInit} onChange={(event) => setWithInit(event.currentTarget.checked)} /> Send
        the constructor at once
      </label>
    </>
  );
}
