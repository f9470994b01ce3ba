;; Imports a memory with an upper limit, which the network's memories do not have.
(module
  (import "env" "memory" (memory 1 10))
  (func (export "init"))
  (func (export "handle")))
