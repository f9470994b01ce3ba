;; Imports a memory under another name, which validation lets through and instantiation does not.
(module
  (import "env" "gr_size" (func (param i32)))
  (import "env" "mem" (memory 1))
  (func (export "init"))
  (func (export "handle") (call 0 (i32.const 0))))
