import { useMemo } from 'react';
import type { Hex } from '../../shared/hex.ts';
import { shortHex } from '../../shared/units.ts';
import { NETWORK_NAMES } from '../../stores/network-names.ts';
import { keepSelection, type Place, placesOfCode, selectProgram, useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { showError } from '../commands/registry.ts';
import { selectNetwork } from '../networks.ts';
import { useServices } from '../services-context.ts';

const SHOWN = 6;

/** The programs made of one code, on every network that this browser has seen; each opens on its network. */
export function CodePlaces({ codeId, except }: { codeId: Hex; except?: Hex }) {
  const services = useServices();
  const here = useSettings((settings) => settings.network);
  const all = useProgramStore((state) => state.places);
  const places = useMemo(
    () => placesOfCode(all, codeId).filter(({ network, program }) => network !== here || program !== except),
    [all, codeId, here, except],
  );
  if (places.length === 0) {
    return except ? (
      <p className="muted">This code runs nowhere else yet: choose another network above and deploy it there.</p>
    ) : null;
  }

  async function open({ network, program }: Place) {
    if (network === here) return selectProgram(program);
    keepSelection(network, program);
    await selectNetwork(services, network);
  }

  return (
    <div className="places">
      <span className="muted">{except ? 'The same code also runs on' : 'This code already runs on'}</span>
      <ul aria-label="Programs with the same code">
        {places.slice(0, SHOWN).map((place) => (
          <li key={`${place.network} ${place.program}`}>
            <button type="button" className="button button--small" onClick={() => void open(place).catch(showError)}>
              {NETWORK_NAMES[place.network]} <span className="mono">{shortHex(place.program)}</span>
            </button>
          </li>
        ))}
      </ul>
      {places.length > SHOWN && <span className="muted">and {places.length - SHOWN} more</span>}
    </div>
  );
}
