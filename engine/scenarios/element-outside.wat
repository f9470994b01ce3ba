;; Elements beyond the end of the table: instantiation fails.
(module
  (import "env" "memory" (memory 1))
  (table 10 funcref)
  (elem (i32.const 8) 0 0 0)  (func (export "init"))
  (func (export "handle")))
