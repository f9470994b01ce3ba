;; Refused: a memory of its own.
(module
  (memory (export "memory") 1)
  (export "init" (func $init))
  (func $init))
