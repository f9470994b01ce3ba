import { useProgramStore } from '../../stores/program-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import type { Command } from './command.ts';

export const downloadVerification: Command = {
  id: 'solidity.verification',
  title: 'Download the input that verifies the Solidity interface',
  icon: 'download',
  isEnabled: () => offeredSolidity() !== undefined,
  perform: async () => {
    const solidity = offeredSolidity();
    if (solidity === undefined) return;
    const { downloadVerificationInput } = await import('../program-panel/download-verification-input.ts');
    await downloadVerificationInput(solidity);
  },
};

/** Of the program that the deploy form offers. */
function offeredSolidity(): string | undefined {
  const artifacts = useWorkspace.getState().project?.artifacts ?? [];
  const { toDeploy } = useProgramStore.getState();
  return (artifacts.find(({ id }) => id === toDeploy) ?? artifacts[0])?.solidity;
}
