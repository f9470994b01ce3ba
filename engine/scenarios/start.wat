;; Refused: a start function.
(module
  (import "env" "memory" (memory 1))
  (export "init" (func $init))
  (start $init)
  (func $init))
