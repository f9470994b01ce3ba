;; Refused: the end of the stack is not the end of a Wasm page.
(module
  (import "env" "memory" (memory 1))
  (export "init" (func $init))
  (global (export "__gear_stack_end") i32 (i32.const 0x4000))
  (func $init))
