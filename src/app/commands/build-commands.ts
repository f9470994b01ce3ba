import { isBuilding, useBuild } from '../../stores/build-store.ts';
import { useWorkspace } from '../../stores/workspace-store.ts';
import { runBuild } from '../run-build.ts';
import type { Command } from './command.ts';

export const build: Command = {
  id: 'build.run',
  title: 'Build',
  key: '$mod+s',
  icon: 'build',
  isEnabled: () => useWorkspace.getState().project !== null && !isBuilding(useBuild.getState().state),
  perform: ({ buildClient }) => runBuild(buildClient),
};

export const cancelBuild: Command = {
  id: 'build.cancel',
  title: 'Cancel the build',
  icon: 'stop',
  isEnabled: () => useBuild.getState().abort !== null,
  perform: () => useBuild.getState().abort?.(),
};
