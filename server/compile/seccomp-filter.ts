/**
 * The sandbox's system call filter, as the kernel wants it: a program of classic BPF (see seccomp(2)). bubblewrap already gives a
 * build nothing to reach; this keeps it away from the kernel's rarely used corners, where most ways out of a sandbox begin.
 */
export function seccompFilter(arch: string): Uint8Array | undefined {
  const machine = machines[arch];
  if (!machine) return undefined;
  const { calls } = machine;
  const denied = Object.values(calls);
  const program: Instruction[] = [
    [LOAD, 0, 0, OFFSET_ARCH],
    [JUMP_IF_EQUAL, 1, 0, machine.audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, OFFSET_NUMBER],
    // The x32 calls of an x86-64 kernel are the same calls once more.
    [JUMP_IF_AT_LEAST, 0, 1, 0x4000_0000],
    [RETURN, 0, 0, REFUSE | EPERM],
    // clone3's flags are in memory, out of a filter's sight; without it libraries fall back to clone.
    [JUMP_IF_EQUAL, 0, 1, 435],
    [RETURN, 0, 0, REFUSE | ENOSYS],
    ...denied.flatMap((number): Instruction[] => [
      [JUMP_IF_EQUAL, 0, 1, number],
      [RETURN, 0, 0, REFUSE | EPERM],
    ]),
    [JUMP_IF_EQUAL, 0, 3, machine.clone],
    [LOAD, 0, 0, OFFSET_FIRST_ARGUMENT],
    [JUMP_IF_ANY_BIT, 0, 1, NEW_NAMESPACES],
    [RETURN, 0, 0, REFUSE | EPERM],
    [RETURN, 0, 0, ALLOW],
  ];
  return encode(program);
}

/** Operation, how many instructions to skip if true and if false, operand. */
type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

function encode(program: Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * program.length));
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, ifTrue);
    view.setUint8(8 * index + 3, ifFalse);
    view.setUint32(8 * index + 4, operand, true);
  }
  return new Uint8Array(view.buffer);
}

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

/** Offsets in the kernel's `struct seccomp_data`; both machines are little-endian. */
const OFFSET_NUMBER = 0;
const OFFSET_ARCH = 4;
const OFFSET_FIRST_ARGUMENT = 16;

const ALLOW = 0x7fff_0000;
const KILL = 0x8000_0000;
const REFUSE = 0x0005_0000;
const EPERM = 1;
const ENOSYS = 38;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACES = 0x7e02_0000;

/** Numbers of system calls that no compiler needs. From 424 on they are the same on both machines. */
const common = {
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  mount_setattr: 442,
};

const machines: Record<string, { audit: number; clone: number; calls: Record<string, number> } | undefined> = {
  x64: {
    audit: 0xc000_003e,
    clone: 56,
    calls: {
      ...common,
      ptrace: 101,
      pivot_root: 155,
      chroot: 161,
      mount: 165,
      umount2: 166,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      unshare: 272,
      perf_event_open: 298,
      open_by_handle_at: 304,
      setns: 308,
      process_vm_readv: 310,
      process_vm_writev: 311,
      kexec_file_load: 320,
      bpf: 321,
      userfaultfd: 323,
    },
  },
  arm64: {
    audit: 0xc000_00b7,
    clone: 220,
    calls: {
      ...common,
      umount2: 39,
      mount: 40,
      pivot_root: 41,
      chroot: 51,
      unshare: 97,
      ptrace: 117,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      perf_event_open: 241,
      open_by_handle_at: 265,
      setns: 268,
      process_vm_readv: 270,
      process_vm_writev: 271,
      bpf: 280,
      userfaultfd: 282,
      kexec_file_load: 294,
    },
  },
};
