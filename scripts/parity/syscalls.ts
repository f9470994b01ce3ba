/**
 * The syscalls that release 2.0.0 lets a program import (`SyscallKind::Eth`), each with what its parameters mean. All are i32; `alloc`, `free`
 * and `free_range` give an i32, the others nothing.
 *
 * - `id`, `idWithValue`, `value`, `buffer`: where the program put an id, an id and a value, a value, bytes
 * - `out`: where the answer goes, `error` the same for calls that may fail
 * - `length` in bytes, of the `buffer` before or after it; `offset` into the message's payload
 * - `delay` and `duration` in blocks, `handle` of a message in the making, `pages` and `page` of 64 KiB, `version` of gr_env_vars
 */
export type SyscallParameter =
  | 'id'
  | 'idWithValue'
  | 'value'
  | 'buffer'
  | 'out'
  | 'error'
  | 'length'
  | 'offset'
  | 'delay'
  | 'duration'
  | 'handle'
  | 'pages'
  | 'page'
  | 'version';

const text = `
alloc pages
free page
free_range page page
gr_send idWithValue buffer length delay error
gr_send_init error
gr_send_push handle buffer length error
gr_send_commit handle idWithValue delay error
gr_send_input idWithValue offset length delay error
gr_send_push_input handle offset length error
gr_reply buffer length value error
gr_reply_push buffer length error
gr_reply_commit value error
gr_reply_input offset length value error
gr_reply_push_input offset length error
gr_read offset length buffer error
gr_reply_to error
gr_reply_code error
gr_size out
gr_message_id out
gr_program_id out
gr_source out
gr_value out
gr_env_vars version out
gr_block_height out
gr_block_timestamp out
gr_gas_available out
gr_value_available out
gr_wake id delay error
gr_debug buffer length
gr_wait_for duration
gr_wait_up_to duration
gr_exit id
gr_leave
gr_panic buffer length
gr_oom_panic`;

/** By name. */
export const syscalls: ReadonlyMap<string, SyscallParameter[]> = new Map(
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...parameters] = line.split(' ');
      return [name, parameters as SyscallParameter[]];
    }),
);

/** They answer on the stack. */
export const systemCalls: readonly string[] = ['alloc', 'free', 'free_range'];

/** After these the program does not go on. */
export const endingCalls: readonly string[] = [
  'gr_wait_for',
  'gr_wait_up_to',
  'gr_exit',
  'gr_leave',
  'gr_panic',
  'gr_oom_panic',
];

export const ordinaryCalls: readonly string[] = [...syscalls.keys()].filter(
  (name) => !systemCalls.includes(name) && !endingCalls.includes(name),
);

/** Those that make messages, the whole ones more often than the steps of making one. */
export const messageCalls: readonly string[] = [
  ...ordinaryCalls.filter((name) => /^gr_(send|reply)/.test(name)),
  ...Array<string>(8).fill('gr_send'),
  ...Array<string>(3).fill('gr_reply'),
  'gr_send_input',
];
