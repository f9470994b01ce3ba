;; A program with as much memory as it is told to have, which touches as many pages of it as it is told to.
;;
;; Payloads are 32-bit little-endian words. `init`: the number of Wasm pages to allocate. `handle`: an operation, the
;; number of the first Gear page (16 KiB) and the number of pages:
;;
;;   0 fill    every byte of the pages, with noise that depends on the address and on a fourth word
;;   1 change  adds one to the first eight bytes of each page
;;   2 sum     replies the sum of the first eight bytes of all the pages
;;
;; The stack is Wasm page 0, where the payload and the reply lie; no other page is touched unasked.
(module
  (import "env" "memory" (memory 1))
  (import "env" "alloc" (func $alloc (param i32) (result i32)))
  (import "env" "gr_size" (func $size (param i32)))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (export "init" (func $init))
  (export "handle" (func $handle))
  (global (export "__gear_stack_end") i32 (i32.const 0x10000))

  (func $payload
    (call $size (i32.const 0x200))
    (call $read (i32.const 0) (i32.load (i32.const 0x200)) (i32.const 0) (i32.const 0x200)))

  (func $init
    (call $payload)
    (if (i32.eq (call $alloc (i32.load (i32.const 0))) (i32.const -1)) (then unreachable)))

  (func $handle
    (local $at i32) (local $end i32) (local $operation i32) (local $sum i64)
    (call $payload)
    (local.set $operation (i32.load (i32.const 0)))
    (local.set $at (i32.shl (i32.load (i32.const 4)) (i32.const 14)))
    (local.set $end (i32.add (local.get $at) (i32.shl (i32.load (i32.const 8)) (i32.const 14))))
    (block $done
      (br_if $done (i32.eq (local.get $at) (local.get $end)))
      (loop $next
        (block $sum
          (block $change
            (block $fill (br_table $fill $change $sum (local.get $operation)))
            (call $fill (local.get $at))
            (br $sum))
          (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 1))))
        (if (i32.eq (local.get $operation) (i32.const 2))
          (then (local.set $sum (i64.add (local.get $sum) (i64.load (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 0x4000)))
        (br_if $next (i32.ne (local.get $at) (local.get $end)))))
    (i64.store (i32.const 0x100) (local.get $sum))
    (call $reply (i32.const 0x100) (i32.const 8) (i32.const 0x180) (i32.const 0x1f0)))

  ;; One page of noise: a multiplicative generator, eight bytes a step.
  (func $fill (param $at i32)
    (local $noise i64) (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.const 0x4000)))
    (local.set $noise
      (i64.add
        (i64.mul (i64.extend_i32_u (local.get $at)) (i64.const 0x9e3779b97f4a7c15))
        (i64.or (i64.load32_u (i32.const 12)) (i64.const 1))))
    (loop $next
      (local.set $noise
        (i64.add (i64.mul (local.get $noise) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (i64.store (local.get $at) (local.get $noise))
      (local.set $noise
        (i64.add (i64.mul (local.get $noise) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (i64.store offset=8 (local.get $at) (local.get $noise))
      (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))))
