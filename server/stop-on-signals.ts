/**
 * Runs `stop` at the first SIGINT or SIGTERM and ends the process; a second signal ends it at once, and so does `patience`: nothing may
 * keep it longer.
 * @param patience ms
 */
export function stopOnSignals(
  stop: () => Promise<void>,
  { report, patience }: { report: (error: unknown) => void; patience: number },
): void {
  let isStopping = false;
  const onSignal = () => {
    if (isStopping) process.exit(1);
    isStopping = true;
    setTimeout(() => process.exit(1), patience).unref();
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
