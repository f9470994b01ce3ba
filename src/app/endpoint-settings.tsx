import { useId, useState } from 'react';
import { toast } from 'sonner';
import { NETWORK_PRESETS } from '../network/presets.ts';
import type { Hex } from '../shared/hex.ts';
import { type EndpointKind, endpointProblem } from '../stores/endpoint.ts';
import { NETWORK_IDS, NETWORK_NAMES } from '../stores/network-names.ts';
import { type Endpoints, type EthereumNetworkId, useSettings } from '../stores/settings-store.ts';
import { showError } from './commands/registry.ts';
import { reopenNetwork } from './networks.ts';
import { useServices } from './services-context.ts';

const ON_ETHEREUM = NETWORK_IDS.filter((id): id is EthereumNetworkId => id !== 'local');

/** Where the nodes of each network are, for those who have their own. */
export function EndpointSettings() {
  const selected = useSettings((settings) => settings.network);
  return (
    <section className="settings__group">
      <h3 className="section-title">Endpoints</h3>
      {ON_ETHEREUM.map((id) => (
        <details key={`${id} ${id === selected}`} className="endpoints" open={id === selected}>
          <summary>{NETWORK_NAMES[id]}</summary>
          <EndpointForm id={id} />
        </details>
      ))}
    </section>
  );
}

function EndpointForm({ id }: { id: EthereumNetworkId }) {
  const services = useServices();
  const saved = useSettings((settings) => settings.endpoints[id]);
  const [ethereumRpc, setEthereumRpc] = useState(saved?.ethereumRpc ?? '');
  const [validatorRpc, setValidatorRpc] = useState(saved?.validatorRpc ?? '');
  const [converter, setConverter] = useState<string>(saved?.converter ?? '');
  const preset = NETWORK_PRESETS[id];
  const next: Endpoints = {
    ...(ethereumRpc.trim() && { ethereumRpc: ethereumRpc.trim() }),
    ...(validatorRpc.trim() && { validatorRpc: validatorRpc.trim() }),
    ...(converter.trim() && { converter: converter.trim().toLowerCase() as Hex }),
  };
  const isValid =
    !endpointProblem(ethereumRpc, 'http') &&
    !endpointProblem(validatorRpc, 'ws') &&
    !endpointProblem(converter, 'contract');
  const isChanged =
    next.ethereumRpc !== saved?.ethereumRpc ||
    next.validatorRpc !== saved?.validatorRpc ||
    next.converter !== saved?.converter;

  async function apply() {
    useSettings.setState(({ endpoints }) => ({ endpoints: { ...endpoints, [id]: next } }));
    await reopenNetwork(services, id);
    toast(`${NETWORK_NAMES[id]} uses these endpoints now`);
  }

  return (
    <form
      className="endpoints__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid && isChanged) apply().catch(showError);
      }}
    >
      <EndpointInput
        label="Ethereum RPC"
        kind="http"
        preset={preset.ethereumRpcs[0] ?? 'the wallet’s own connection'}
        text={ethereumRpc}
        onChange={setEthereumRpc}
      />
      <EndpointInput
        label="Validator WebSocket"
        kind="ws"
        preset={preset.validatorRpcs[0] ?? 'none is public'}
        text={validatorRpc}
        onChange={setValidatorRpc}
      />
      <EndpointInput
        label="Converter"
        kind="contract"
        preset={preset.router ? 'none' : 'the one that the node tells'}
        text={converter}
        onChange={setConverter}
      />
      <button type="submit" className="button" disabled={!isValid || !isChanged}>
        Apply
      </button>
    </form>
  );
}

interface EndpointInputProps {
  label: string;
  kind: EndpointKind;
  /** What is used while the field is empty. */
  preset: string;
  text: string;
  onChange: (text: string) => void;
}

function EndpointInput({ label, kind, preset, text, onChange }: EndpointInputProps) {
  const id = useId();
  const problem = endpointProblem(text, kind);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        inputMode={kind === 'contract' ? 'text' : 'url'}
        spellCheck={false}
        autoComplete="off"
        placeholder={preset}
        value={text}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span id={`${id}-note`} className={problem ? 'danger' : 'muted'}>
        {problem ?? (text.trim() === '' ? `Empty: ${preset}` : 'In place of the preset')}
      </span>
    </div>
  );
}
