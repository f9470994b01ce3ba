/** Runs `stop` at the first SIGINT or SIGTERM and ends the process; a second signal, or ten seconds, end it at once. */
export function stopOnSignals(stop: () => Promise<void>, report: (error: unknown) => void): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), PATIENCE).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        report(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** ms */
const PATIENCE = 10_000;
