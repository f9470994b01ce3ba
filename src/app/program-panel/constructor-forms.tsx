import { useState } from 'react';
import { RawPayloadForm } from '../../program/form/raw-payload-form.tsx';
import type { IdlFunction } from '../../program/idl.ts';
import { AppError } from '../../shared/app-error.ts';
import { parseUnits, WVARA_DECIMALS } from '../../shared/units.ts';
import { useInterface } from '../../stores/interfaces.ts';
import { useNetwork } from '../../stores/network-store.ts';
import type { Artifact } from '../../stores/workspace-storage.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { showError } from '../commands/registry.ts';
import { DeployOptions } from './deploy-options.tsx';
import { deployProgram } from './deploy-program.ts';
import { IdlFitNote } from './idl-fit-note.tsx';
import { KeptCallForm } from './kept-call-form.tsx';

/** The constructor's form, or bytes where the interface is not known; sending it deploys. */
export function ConstructorForms({ artifact, ready }: { artifact: Artifact; ready: boolean }) {
  const network = useNetwork((state) => state.network);
  const described = useInterface(artifact.idl);
  const [constructorKey, setConstructorKey] = useState<string | null>(null);
  const [topUp, setTopUp] = useState('10');
  const [value, setValue] = useState('0');
  const [withInit, setWithInit] = useState(true);
  const [withAbi, setWithAbi] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const constructors = described.status === 'ready' ? described.idl.constructors : [];
  const ctor = constructors.find(({ key }) => key === constructorKey) ?? constructors[0];
  const canOfferAbi = network?.deployContract !== undefined && artifact.solidity !== undefined;
  const amount = parseUnits(topUp, WVARA_DECIMALS);

  async function deploy(payload: Uint8Array | null) {
    if (!network || amount === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await deployProgram(network, {
        artifact,
        topUp: amount,
        withAbiInterface: withAbi && canOfferAbi,
        init: payload && { payload, value: parseUnits(value, 18) ?? 0n },
      });
    } catch (failure) {
      // What concerns the wallet has its way out in the toast.
      if (isForWallet(failure)) showError(failure);
      else setError(failure);
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
      abiInterface={canOfferAbi ? { chosen: withAbi, onChoose: setWithAbi } : undefined}
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

function isForWallet(failure: unknown): boolean {
  return ['WRONG_CHAIN', 'NO_WALLET', 'USER_REJECTED'].includes(AppError.revive(failure).code);
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
