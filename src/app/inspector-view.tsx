import { toast } from 'sonner';
import { Inspector } from '../inspector/inspector.tsx';
import { useNetwork } from '../stores/network-store.ts';
import { forkFromState } from './program-panel/fork-into-local.ts';
import { useServices } from './services-context.ts';

/** The inspector, with the way from a past state to a program on the local network. */
export function InspectorView() {
  const services = useServices();
  return (
    <Inspector
      fork={async ({ program, state }, tell) => {
        const { network } = useNetwork.getState();
        if (!network) return;
        const label = await forkFromState(services, network, { program, state }, tell);
        toast.success(`Forked: ${label}`);
      }}
    />
  );
}
