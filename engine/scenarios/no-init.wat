;; Refused: exports neither `init` nor `handle`.
(module
  (import "env" "memory" (memory 1))
  (export "handle_reply" (func $handle_reply))
  (func $handle_reply))
