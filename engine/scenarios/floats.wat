;; Refused: floating point, if only in a local that is never used.
(module
  (import "env" "memory" (memory 1))
  (export "init" (func $init))
  (func $init (local f64)))
