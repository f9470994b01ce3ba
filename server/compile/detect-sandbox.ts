import { bubblewrap } from './bubblewrap.ts';
import type { Installation } from './installation.ts';
import type { BuildLimits } from './limits.ts';
import { noSandbox } from './no-sandbox.ts';
import type { Sandbox } from './sandbox.ts';

/** The best sandbox that works here: tried, not guessed. */
export async function detectSandbox(installation: Installation, limits: BuildLimits): Promise<Sandbox> {
  if (process.platform !== 'linux') return noSandbox(installation, `there is no bubblewrap for ${process.platform}`);
  const sandbox = bubblewrap(installation);
  const error = await new Promise<string | undefined>((done) => {
    const child = sandbox.spawn(['/usr/bin/true'], { limits, slot: 0 });
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', (failure) => done(failure.message));
    child.on('close', (code) => done(code === 0 ? undefined : text.trim()));
  });
  return error === undefined ? sandbox : noSandbox(installation, `bubblewrap does not work here: ${error}`);
}
