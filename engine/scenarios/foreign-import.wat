;; Imports a syscall from another module than `env`, which validation lets through and instantiation does not.
(module
  (import "gear" "gr_size" (func (param i32)))
  (import "env" "memory" (memory 1))
  (func (export "init"))
  (func (export "handle") (call 0 (i32.const 0))))
