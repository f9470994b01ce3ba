import { describe, expect, it } from 'vitest';
import { build, counter, end, sandboxProcesses, slow, unique, withBuildScript } from './service-under-test.ts';

describe('a hostile project', () => {
  it('is stopped at the limit of time', { timeout: slow }, async () => {
    const started = Date.now();
    const events = await build(withBuildScript('loop {}'), { time: 5000 });
    expect(end(events, 'error').error.code).toBe('BUILD_TIMED_OUT');
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('cannot fork without end', { timeout: slow }, async () => {
    const bomb =
      'loop { if std::process::Command::new("/usr/bin/sleep").arg("30").stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().is_err() { panic!("no more"); } }';
    const events = await build(withBuildScript(bomb), { time: 60_000, processes: 64 });
    const last = events.at(-1);
    expect(['failed', 'error']).toContain(last?.type);
    expect(JSON.stringify(last)).toMatch(/no more|BUILD_/);
    await expect.poll(sandboxProcesses, { timeout: 10_000 }).not.toContain('sleep');
  });

  it('cannot take more memory than its share', { timeout: slow }, async () => {
    const hog = 'let mut all: Vec<Vec<u8>> = Vec::new(); loop { all.push(vec![1; 16 << 20]); }';
    const events = await build(withBuildScript(hog), { memory: 512 * 2 ** 20 });
    expect(JSON.stringify(events.at(-1))).toMatch(/BUILD_OUT_OF_MEMORY|memory allocation/);
  });

  it('cannot fill the disk or the answer', { timeout: slow }, async () => {
    const writer = 'let bytes = vec![1u8; 1 << 20]; for i in 0.. { std::fs::write(format!("{i}"), &bytes).unwrap(); }';
    expect(JSON.stringify((await build(withBuildScript(writer), { diskBytes: 64 * 2 ** 20 })).at(-1))).toMatch(
      /No space left/,
    );
    const talker = 'loop { eprintln!("{}", "x".repeat(1000)); println!("{}", "y".repeat(1000)); }';
    const last = (await build(withBuildScript(talker), { time: 20_000, memory: 512 * 2 ** 20 })).at(-1);
    expect(JSON.stringify(last)).toMatch(/BUILD_OUT_OF_MEMORY|memory allocation/);
  });

  it('finds neither the host’s files, nor its network, nor a way to change what others use', {
    timeout: slow,
  }, async () => {
    const attempts = `
      let mut found: Vec<String> = Vec::new();
      for path in ["/etc/passwd", "/etc/hostname", "/root", "/home", "/work", "${process.cwd()}", "/proc/1/root/etc/passwd"] {
        if std::fs::metadata(path).is_ok() && (std::fs::read(path).is_ok() || std::fs::read_dir(path).is_ok()) { found.push(format!("read {path}")); }
      }
      for path in ["/vendor/x", "/warm/x", "/rust/x", "/tools/x", "/usr/x", "/x"] {
        if std::fs::write(path, "x").is_ok() { found.push(format!("wrote {path}")); }
      }
      for address in ["127.0.0.1:80", "1.1.1.1:53"] {
        let address = address.parse().unwrap();
        match std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_secs(1)) {
          Err(error) if error.kind() == std::io::ErrorKind::NetworkUnreachable || error.kind() == std::io::ErrorKind::ConnectionRefused => {}
          other => found.push(format!("{address}: {other:?}")),
        }
      }
      for command in ["unshare --user true", "unshare --net true", "mount --types tmpfs none /build", "nsenter --target 1 --mount true"] {
        let mut words = command.split(' ');
        if std::process::Command::new(words.next().unwrap()).args(words).status().is_ok_and(|status| status.success()) { found.push(command.to_string()); }
      }
      for (name, value) in std::env::vars() { if value.contains("${process.env.USER ?? 'nobody-here'}-secret") { found.push(name); } }
      let pids = std::fs::read_dir("/proc").unwrap().flatten().filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok()).count();
      if pids > 40 { found.push(format!("{pids} processes")); }
      panic!("found {found:?}");`;
    const { text } = end(await build(withBuildScript(attempts)), 'failed');
    expect(text).toContain('found []');
  });

  it('cannot spoil the dependencies of the next build', { timeout: slow }, async () => {
    const spoil = `
      let target = std::path::PathBuf::from(std::env::var("OUT_DIR").unwrap()).ancestors().nth(3).unwrap().join("deps");
      for entry in std::fs::read_dir(target).unwrap().flatten() { let _ = std::fs::write(entry.path(), "spoilt"); let _ = std::fs::remove_file(entry.path()); }`;
    await build({
      ...withBuildScript(spoil),
      'Cargo.toml': `${withBuildScript('')['Cargo.toml']}[dependencies]\nsails-rs = "2"\n`,
    });
    const files = { ...counter, 'src/lib.rs': unique(counter['src/lib.rs'] ?? '') };
    const events = await build(files);
    end(events, 'done');
    const compiled = events.flatMap((event) =>
      event.type === 'progress' && event.stage === 'compile' ? [event.text] : [],
    );
    expect(compiled).toEqual(['Compiling counter 0.1.0']);
  });
});
