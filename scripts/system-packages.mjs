import { run, SetupError, which } from './setup-step.mjs';

/**
 * Installs Debian packages where that needs nobody's consent: as root, with apt.
 * @param {string[]} names
 * @param {string} purpose what is missing, in words
 * @throws SetupError with the command for everyone else
 */
export async function installSystemPackages(log, names, purpose) {
  const command = `apt-get update && apt-get install -y ${names.join(' ')}`;
  if (!which('apt-get')) {
    throw new SetupError(
      `${purpose} is missing. Install it with this system's package manager (Debian's name: ${names.join(' ')}).`,
    );
  }
  if (process.getuid?.() !== 0) throw new SetupError(`${purpose} is missing. Run: sudo sh -c '${command}'`);
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' }, hint: `Check the connection and run: ${command}` };
  await run(log, 'apt-get', ['update'], options);
  await run(log, 'apt-get', ['install', '-y', '--no-install-recommends', ...names], options);
}
