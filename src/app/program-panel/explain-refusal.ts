const REASONS: [pattern: RegExp, hint: string][] = [
  [/float/i, 'It uses floating-point numbers, which programs may not: use integers or fixed-point arithmetic.'],
  [
    /unexpected end|UnexpectedEof|truncated|InvalidMagic|BadVersion|deserializ|parse|Decod|Validation/i,
    'The file is not complete or not valid WebAssembly: build or download it again.',
  ],
  [
    /bulk|simd|reference.types|multi.?value|tail.call|thread|memory64|sign/i,
    'It uses a WebAssembly feature that the runtime does not allow: build it for wasm32v1-none.',
  ],
  [/import/i, 'It imports something that the runtime does not offer: build it with sails-rs or gstd for Gear.exe.'],
  [/export/i, 'It exports what it may not, or lacks `init`/`handle`: build it as a Gear program.'],
  [/data segment|segments/i, 'It has too many data segments: run wasm-opt with memory packing off.'],
  [
    /size|length|too (large|big)|limit/i,
    'It is larger than the 512 KiB that code may have: optimize it with wasm-opt -Oz.',
  ],
  [/start section/i, 'It has a start section, which programs may not have.'],
];

/** What to do about a code that the runtime refused; `reason` is the runtime's own error. */
export function explainRefusal(reason: string): string {
  const found = REASONS.find(([pattern]) => pattern.test(reason));
  return found?.[1] ?? 'The details say which rule it breaks. A program built by the Build button keeps them all.';
}
