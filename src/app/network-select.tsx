import { isNetworkId, NETWORK_IDS, NETWORK_NAMES } from '../stores/network-names.ts';
import { useNetwork } from '../stores/network-store.ts';
import { useSettings } from '../stores/settings-store.ts';
import { showError } from './commands/registry.ts';
import { selectNetwork } from './networks.ts';
import { useServices } from './services-context.ts';

/** Which network everything is shown of and sent to, and whether it answers. */
export function NetworkSelect() {
  const services = useServices();
  const selected = useSettings((settings) => settings.network);
  const state = useConnection();
  return (
    <div className="network-select" title={`${NETWORK_NAMES[selected]}: ${TEXT[state]}`}>
      <span className="dot" data-state={DOTS[state]} />
      <select
        className="input"
        aria-label="Network"
        value={selected}
        aria-describedby="connection-state"
        onChange={(event) => {
          const id = event.currentTarget.value;
          if (isNetworkId(id)) selectNetwork(services, id).catch(showError);
        }}
      >
        {NETWORK_IDS.map((id) => (
          <option key={id} value={id}>
            {NETWORK_NAMES[id]}
          </option>
        ))}
      </select>
      <span id="connection-state" role="status" className={state === 'connected' ? 'visually-hidden' : 'warning'}>
        {TEXT[state]}
      </span>
    </div>
  );
}

const TEXT = { connected: 'connected', connecting: 'connecting…', partial: 'partly', unreachable: 'unreachable' };
const DOTS = { connected: 'ready', connecting: 'starting', partial: 'starting', unreachable: 'failed' };

function useConnection(): keyof typeof TEXT {
  return useNetwork(({ network, status, failure }) => {
    if (failure !== null) return 'unreachable';
    const state = status?.connection.state;
    // Until its history is read, a network that answers is still on its way.
    return state === undefined || (state === 'connected' && !network) ? 'connecting' : state;
  });
}
