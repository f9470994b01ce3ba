;; Declares no end of the stack, so every page from 0 on counts. The first byte of the payload says how many of the
;; sixteen static Gear pages are written; page 0 also takes the payload, and all sums go to page 1.
(module
  (import "env" "memory" (memory 4))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (export "init" (func $nothing))
  (export "handle" (func $handle))
  (data (i32.const 0x3ffe) "over the border of pages 0 and 1")

  (func $nothing)

  (func $handle (local $page i32) (local $pages i32)
    (call $read (i32.const 0) (i32.const 1) (i32.const 0x100) (i32.const 0x104))
    (local.set $pages (i32.load8_u (i32.const 0x100)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $page) (local.get $pages)))
        (i32.store8 (i32.shl (local.get $page) (i32.const 14)) (local.get $page))
        (i32.store (i32.const 0x4ff0) (i32.add (i32.load (i32.const 0x4ff0)) (local.get $page)))
        (local.set $page (i32.add (local.get $page) (i32.const 1)))
        (br $next)))
    (call $reply (i32.const 0x3ff0) (i32.const 0x30) (i32.const -1) (i32.const 0x4fe0))))
