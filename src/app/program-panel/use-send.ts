import type { MessageRecord, MessageRoute } from '../../network/network.ts';
import { useOneAtATime } from '../../program/form/use-one-at-a-time.tsx';
import type { Hex } from '../../shared/hex.ts';
import { useLayout } from '../../stores/layout-store.ts';
import { useNetwork } from '../../stores/network-store.ts';
import { useProgramStore } from '../../stores/program-store.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { showError } from '../commands/registry.ts';

interface Sending {
  /** @returns whether it was sent; a failure is shown already */
  send: (payload: Uint8Array, value: bigint) => Promise<boolean>;
  /** Whether a message takes its time to be sent: most are gone, and answered, before a frame could be drawn. */
  busy: boolean;
  /** The latest message sent from here, as it is now. */
  latest: MessageRecord | undefined;
}

/** Sends messages to a program by the chosen route (or always by `fixedRoute`) and follows the latest; `form` tells the forms of a program apart. */
export function useSend(program: Hex, form: string, fixedRoute?: MessageRoute): Sending {
  const network = useNetwork((state) => state.network);
  const chosenRoute = useSettings((settings) => settings.route);
  const route = fixedRoute ?? chosenRoute;
  const key = `${program}/${form}`;
  const id = useProgramStore((state) => state.latest[key]);
  const sending = useOneAtATime();
  const latest = useNetwork((state) => (id ? state.messages.get(id) : undefined));

  async function send(payload: Uint8Array, value: bigint): Promise<boolean> {
    if (!network) return false;
    const sent = await sending.run(async () => {
      try {
        return await network.sendMessage({ program, payload, value: route === 'injected' ? 0n : value, route });
      } catch (error) {
        showError(error);
        return undefined;
      }
    });
    if (!sent) return false;
    useProgramStore.setState(({ latest }) => ({ latest: { ...latest, [key]: sent.id } }));
    useLayout.setState({ bottom: 'timeline' });
    return true;
  }

  return { send, busy: sending.isBusy, latest };
}
