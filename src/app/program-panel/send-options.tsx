import type { MessageRoute } from '../../network/network.ts';
import { ETH_DECIMALS } from '../../shared/units.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { AmountInput } from './amount-input.tsx';

const ROUTES: { id: MessageRoute; label: string; title: string }[] = [
  {
    id: 'canonical',
    label: 'Through Ethereum',
    title: 'A transaction to the program’s Mirror contract; it can carry value',
  },
  {
    id: 'injected',
    label: 'Injected',
    title:
      'Straight to the executors, which pre-confirm it; it carries no value and waits while the Executable Balance is below 0.2 WVARA',
  },
];

/** By which way a message goes, and with how much value. */
export function SendOptions({
  payable,
  value,
  onValueChange,
}: {
  payable: boolean;
  value: string;
  onValueChange: (value: string) => void;
}) {
  const route = useSettings((settings) => settings.route);
  const setRoute = useSettings((settings) => settings.setRoute);
  return (
    <>
      {payable && route === 'canonical' && (
        <AmountInput label="Value" unit="ETH" decimals={ETH_DECIMALS} text={value} onChange={onValueChange} />
      )}
      <Segmented label="Route" options={ROUTES} value={route} onChange={setRoute} />
    </>
  );
}
