import { useNetwork } from '../stores/network-store.ts';
import { CommandButton } from './commands/command-button.tsx';
import { executors } from './commands/view-commands.ts';

const NAMES = { local: 'Local', devnet: 'Devnet', hoodi: 'Hoodi', ethereum: 'Ethereum' };

/** Which network the session runs on, and how many executors it has. */
export function NetworkBadge() {
  const network = useNetwork((state) => state.network);
  const failure = useNetwork((state) => state.failure);
  const count = useNetwork((state) => state.status?.executors.length ?? 0);
  const name = network ? NAMES[network.id] : failure ? 'Not started' : 'Starting…';
  return (
    <div className="network-badge">
      <span className="dot" data-state={network ? 'ready' : failure ? 'failed' : 'starting'} />
      <span>
        <span className="visually-hidden">Network: </span>
        {name}
      </span>
      {network && (
        <CommandButton
          command={executors}
          show="text"
          className="button button--quiet"
          label={`${count} executor${count === 1 ? '' : 's'}`}
        />
      )}
    </div>
  );
}
