;; Refused: bulk memory.
(module
  (import "env" "memory" (memory 1))
  (export "init" (func $init))
  (func $init (memory.fill (i32.const 0) (i32.const 0) (i32.const 16))))
