import { WVARA_DECIMALS } from '../../shared/units.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { Eth, Wvara } from '../../ui/amount.tsx';
import { Hash } from '../../ui/hash.tsx';
import { ConvertAction } from './convert-action.tsx';

const UNITS_PER_WVARA = 10n ** BigInt(WVARA_DECIMALS);

/** Where programs turn their Free Balance into Executable Balance, or that the network has no such place. */
export function ConverterFacts() {
  const status = useNetwork((state) => state.status);
  if (!status) return null;
  const { converter } = status;
  if (!converter) {
    return (
      <>
        <h3 className="section-title">Converter</h3>
        <p className="muted">
          None is known on this network: the converter is a contract of this playground, not of Gear.exe. Whoever puts
          one there can enter its address in the settings.
        </p>
      </>
    );
  }
  return (
    <>
      <h3 className="section-title">Converter</h3>
      <dl className="sums">
        <dt>Address</dt>
        <dd>
          <Hash value={converter.address} what="Address of the converter" />
        </dd>
        <dt>1 WVARA for</dt>
        <dd>
          <Eth value={converter.weiPerUnit * UNITS_PER_WVARA} />
        </dd>
        <dt>Reserve</dt>
        <dd>
          <Wvara value={converter.reserve} />
        </dd>
      </dl>
      <ConvertAction />
      <p className="muted">
        What a program sends there comes back as its Executable Balance. A part of this playground, not of Gear.exe.
      </p>
    </>
  );
}
