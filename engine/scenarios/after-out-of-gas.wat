;; What a program can still do after a page it cannot pay: it runs on, with all its memory at hand, to the next gas check.
;; The first byte of the payload chooses a piece of straight code; each writes to the pages 6 and 7 before anything else.
(module
  (import "env" "memory" (memory 4))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_message_id" (func $message_id (param i32)))
  (import "env" "gr_panic" (func $panic (param i32 i32)))
  (import "env" "gr_leave" (func $leave))
  (import "env" "gr_exit" (func $exit (param i32)))
  (import "env" "gr_wait_for" (func $wait_for (param i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (import "env" "alloc" (func $alloc (param i32) (result i32)))
  (export "init" (func $nothing))
  (export "handle" (func $handle))
  (global (export "__gear_stack_end") i32 (i32.const 0x10000))

  (func $nothing)

  (func $handle
    (call $read (i32.const 0) (i32.const 1) (i32.const 0x100) (i32.const 0x104))
    (block $9 (block $8 (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 (i32.load8_u (i32.const 0x100))))
      ;; 0: unreachable
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (unreachable))
      ;; 1: a load out of bounds
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (drop (i32.load (i32.const 0x40000)))
      (return))
      ;; 2: a division by zero, of what is in memory
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (drop (i32.div_u (i32.load (i32.const 0x18000)) (i32.load (i32.const 0x20000))))
      (return))
      ;; 3: the end of the program, after more pages
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (i32.store (i32.const 0x20000) (i32.const 1))
      (i32.store (i32.const 0x23ffe) (i32.load (i32.const 0x27ffe)))
      (return))
      ;; 4: a system call
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (call $message_id (i32.const 0x20000))
      (return))
      ;; 5: a panic
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (call $panic (i32.const 0x1c000) (i32.const 4))
      (return))
      ;; 6: leaving
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (call $leave)
      (return))
      ;; 7: exiting
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (call $exit (i32.const 0x1c000))
      (return))
      ;; 8: waiting
      (i32.store (i32.const 0x18000) (i32.const 1))
      (i32.store (i32.const 0x1c000) (i32.const 1))
      (call $wait_for (i32.const 2))
      (return))
    ;; 9: growing the memory, and a reply
    (i32.store (i32.const 0x18000) (i32.const 1))
    (i32.store (i32.const 0x1c000) (i32.const 1))
    (i32.store (i32.const 0x40000) (call $alloc (i32.const 1)))
    (call $reply (i32.const 0x18000) (i32.const 4) (i32.const -1) (i32.const 0x1c004))))
