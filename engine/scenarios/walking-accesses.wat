;; Loops that walk through memory. A message names a shape (a number in one byte), where the walk begins (i32), how far it goes at a time (i32) and in
;; how many steps (i32), little-endian. The reply is a sum of what was read.
(module
  (import "env" "memory" (memory 6))
  (import "env" "gr_read" (func $read (param i32 i32 i32 i32)))
  (import "env" "gr_reply" (func $reply (param i32 i32 i32 i32)))
  (global (export "__gear_stack_end") i32 (i32.const 0x10000))
  (global $sum (mut i32) (i32.const 0))
  (func $add (param i32)
    (global.set $sum (i32.add (global.get $sum) (local.get 0))))

  (func $reads (param $at i32) (param $step i32) (param $left i32)
    (loop $next
      (call $add (i32.load (local.get $at)))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  (func $bytes (param $at i32) (param $step i32) (param $left i32)
    (loop $next
      (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  (func $writes (param $at i32) (param $step i32) (param $left i32)
    (loop $next
      (i64.store offset=3 (local.get $at) (i64.const -1))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  ;; Behind and before, reads first; the write does not always happen.
  (func $around (param $at i32) (param $step i32) (param $left i32)
    (loop $next
      (call $add (i32.load offset=60 (local.get $at)))
      (call $add (i32.load (i32.sub (local.get $at) (i32.const -4))))
      (call $add (i32.load16_u (i32.add (local.get $at) (i32.const -9))))
      (if (i32.and (local.get $left) (i32.const 1))
        (then (i32.store offset=30 (local.get $at) (local.get $left))))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  ;; An address that only the stack has; read in one page, write in another.
  (func $computed (param $at i32) (param $step i32) (param $left i32)
    (loop $next
      (i32.store (i32.xor (i32.mul (local.get $left) (local.get $step)) (local.get $at))
        (i32.load (i32.shr_u (i32.shl (local.get $at) (i32.const 1)) (i32.const 1))))
      (i64.store (i32.xor (local.get $at) (i32.const 0x4000)) (i64.extend_i32_u (local.get $left)))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  ;; The same place at each turn, beside a walk; a loop within a loop.
  (func $nested (param $at i32) (param $step i32) (param $left i32) (local $inner i32)
    (loop $next
      (local.set $inner (i32.const 3))
      (loop $again
        (call $add (i32.load (i32.const 0x14002)))
        (i32.store offset=4 (i32.add (local.get $at) (local.get $inner)) (i32.load (i32.add (local.get $at) (local.get $inner))))
        (br_if $again (local.tee $inner (i32.sub (local.get $inner) (i32.const 1)))))
      (i32.store (i32.const 0x14006) (global.get $sum))
      (local.set $at (i32.add (local.get $at) (local.get $step)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))

  ;; Reads all the way, then writes all the way, in a function that calls itself.
  (func $twice (param $at i32) (param $step i32) (param $left i32) (param $depth i32) (local $from i32) (local $count i32)
    (local.set $from (local.get $at))
    (local.set $count (local.get $left))
    (loop $next
      (call $add (i32.load (local.get $from)))
      (local.set $from (i32.add (local.get $from) (local.get $step)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (if (local.get $depth)
      (then (call $twice (local.get $at) (local.get $step) (local.get $left) (i32.sub (local.get $depth) (i32.const 1)))))
    (local.set $from (local.get $at))
    (local.set $count (local.get $left))
    (loop $next
      (i32.store (local.get $from) (i32.add (i32.load (local.get $from)) (i32.const 1)))
      (local.set $from (i32.add (local.get $from) (local.get $step)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func (export "init"))
  (func (export "handle") (local $at i32) (local $step i32) (local $left i32)
    (call $read (i32.const 0) (i32.const 13) (i32.const 7) (i32.const 64))
    (local.set $at (i32.load (i32.const 8)))
    (local.set $step (i32.load (i32.const 12)))
    (local.set $left (i32.load (i32.const 16)))
    (block $done
      (block $t (block $n (block $c (block $a (block $w (block $b (block $r
        (br_table $r $b $w $a $c $n $t (i32.load8_u (i32.const 7))))
        (call $reads (local.get $at) (local.get $step) (local.get $left)) (br $done))
        (call $bytes (local.get $at) (local.get $step) (local.get $left)) (br $done))
        (call $writes (local.get $at) (local.get $step) (local.get $left)) (br $done))
        (call $around (local.get $at) (local.get $step) (local.get $left)) (br $done))
        (call $computed (local.get $at) (local.get $step) (local.get $left)) (br $done))
        (call $nested (local.get $at) (local.get $step) (local.get $left)) (br $done))
      (call $twice (local.get $at) (local.get $step) (local.get $left) (i32.const 2)))
    (i32.store (i32.const 32) (global.get $sum))
    (call $reply (i32.const 32) (i32.const 4) (i32.const -1) (i32.const 128))))
