;; Refused: a system call that Gear knows and Gear.exe does not offer.
(module
  (import "env" "memory" (memory 1))
  (import "env" "gr_wait" (func $wait))
  (export "init" (func $init))
  (export "handle" (func $handle))
  (func $init)
  (func $handle (call $wait)))
