import { useNetwork } from '../stores/network-store.ts';
import { Icon } from '../ui/icon.tsx';
import { CommandButton, useCommandEnabled } from './commands/command-button.tsx';
import { faucet } from './commands/network-commands.ts';

/** Test coins: from the network's own faucet, or from a page; nothing where there is neither. */
export function FaucetActions() {
  const network = useNetwork((state) => state.network);
  const isGiven = useCommandEnabled(faucet);
  if (isGiven) return <CommandButton command={faucet} />;
  const page = network?.info.faucetPage;
  if (!page) return null;
  return (
    <a className="button" href={page} target="_blank" rel="noreferrer" title={`Opens ${page}`}>
      Get test coins <Icon name="outside" size={12} />
    </a>
  );
}
