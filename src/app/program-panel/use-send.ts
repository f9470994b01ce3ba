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

interface SendingOptions {
  /** The chosen one when absent. */
  route?: MessageRoute;
  /** The converter sends it, through Ethereum; what comes of it shows in the ledger, not in the timeline alone. */
  byConverter?: boolean;
}

/** Sends messages to a program and follows the latest; `form` tells the forms of a program apart. */
export function useSend(program: Hex, form: string, { route: fixedRoute, byConverter }: SendingOptions = {}): Sending {
  const network = useNetwork((state) => state.network);
  const chosenRoute = useSettings((settings) => settings.route);
  const route = byConverter ? 'canonical' : (fixedRoute ?? chosenRoute);
  const key = `${program}/${form}`;
  const id = useProgramStore((state) => state.latest[key]);
  const sending = useOneAtATime();
  const latest = useNetwork((state) => (id ? state.messages.get(id) : undefined));

  async function send(payload: Uint8Array, value: bigint): Promise<boolean> {
    if (!network) return false;
    const sent = await sending.run(async () => {
      try {
        const sender = byConverter && { byConverter };
        return await network.sendMessage({
          program,
          payload,
          value: route === 'injected' ? 0n : value,
          route,
          ...sender,
        });
      } catch (error) {
        showError(error);
        return undefined;
      }
    });
    if (!sent) return false;
    useProgramStore.setState(({ latest }) => ({ latest: { ...latest, [key]: sent.id } }));
    if (!byConverter) useLayout.setState({ bottom: 'timeline' });
    return true;
  }

  return { send, busy: sending.isBusy, latest };
}
